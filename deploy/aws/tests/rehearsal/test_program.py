"""The program's own functions at work on the stand-in, from an upload to what is served and told.

Each function runs as the role that the template gives it, with the rights of that role and no others. What differs from
the template is in `Program.configure`.
"""

import collections
import io
import json
import re
import unittest
import zipfile

from program import STAGES, Inbox, Initialization, Program, get, package_path
from stacks import STORE, Stacks, bucket
from standin import ACCOUNT, REGION, ROOT, StandIn

QUEUES = {"validate": "uploads", "parse": "accepted", "seed": "manifests", "notify": "messages"}


def setUpModule():
    global aws, program, acme, api, operators
    path = package_path()
    aws = StandIn(probed=False)
    unittest.addModuleCleanup(aws.stop)
    program = Program(aws, Stacks(aws, path.read_bytes()), unittest.addModuleCleanup)
    operators = Inbox(aws, "inbox-operators", "boxoffice-test-operators")
    # The first command that writes makes the tables; before that no API is ready.
    acme = program.add_provider("acme")
    api = program.serve(program.api_environment())


def without_ratings(zip):
    """The delivery with a column of the votes missing, as a provider might export it by mistake."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(zip)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"rating", b"stars", 1) if name == "ratings.csv" else content)
    return made.getvalue()


class ProgramRehearsal(unittest.TestCase):
    maxDiff = None

    # What the tests wait for

    def wait_for_edition(self, provider, number):
        aws.wait_for(f"edition {number} of {provider.name}", lambda: number in provider.editions(api))

    def wait_for_message(self, provider, kind, count=1):
        """The last one of so many of this kind."""
        return aws.wait_for(
            f"'{kind}' for {provider.name}", lambda: len(found := provider.inbox.messages(kind)) >= count and found)[-1]

    def wait_for_silence(self):
        """Until no function has anything left to do."""
        def silent():
            return all(sum(self.counts(queue).values()) == 0 for queue in QUEUES.values())
        # Twice, since what one function writes comes to the next one's queue a moment later.
        for _ in range(2):
            aws.wait_for("empty queues", silent, 90)
            aws.pause(1.5)

    def counts(self, queue):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]
        attributes = self.sqs.get_queue_attributes(QueueUrl=self.url(queue), AttributeNames=names)["Attributes"]
        return {name: int(attributes[name]) for name in names}

    # The queues

    def setUp(self):
        self.sqs = aws.client("sqs")

    def url(self, queue):
        return f"{aws.url}/{ACCOUNT}/boxoffice-test-{queue}"

    def stop_stage(self, stage):
        """Lets what is for it gather in its queue, until `start_stage`."""
        self.switch(stage, False)
        self.addCleanup(self.switch, stage, True)

    def start_stage(self, stage):
        self.switch(stage, True)

    def switch(self, stage, on):
        lambdas = aws.client("lambda")
        mapping = lambdas.list_event_source_mappings(FunctionName=f"boxoffice-test-{stage}")["EventSourceMappings"][0]
        lambdas.update_event_source_mapping(UUID=mapping["UUID"], Enabled=on)

    def take_messages(self, stage, count):
        """The bodies of the messages that lie in a stage's queue, which has none then."""
        bodies = []

        def enough():
            batch = self.sqs.receive_message(QueueUrl=self.url(QUEUES[stage]), MaxNumberOfMessages=10).get("Messages", [])
            for message in batch:
                bodies.append(message["Body"])
                self.sqs.delete_message(QueueUrl=self.url(QUEUES[stage]), ReceiptHandle=message["ReceiptHandle"])
            return len(bodies) >= count

        aws.wait_for(f"{count} messages for {stage}", enough)
        return bodies

    def send(self, stage, *bodies):
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url(QUEUES[stage]), MessageBody=body)

    # The way of a delivery

    def test_a_delivery_is_served_and_told(self):
        zip = program.delivery("acme-1")
        version = acme.upload(zip)
        self.wait_for_edition(acme, 1)
        published = self.wait_for_message(acme, "published")
        self.wait_for_silence()

        # What is served is what one machine with folders makes of the same delivery.
        alone = program.on_one_machine("acme", aws.folder / "acme-1.zip")
        for path in ("years", "genres", "companies?limit=1000", "genres/most-popular", "movies.csv?limit=1000"):
            here, there = get(f"{api}/v1/acme/{path}"), get(f"{alone}/v1/acme/{path}")
            self.assertEqual(here[0], 200, path)
            self.assertEqual(here[1], there[1], path)
        self.assertGreater(len(json.loads(get(f"{api}/v1/acme/years")[1])["data"]), 10)

        # Each message came once, to whom it is for.
        self.assertEqual(
            sorted(told["attributes"]["kind"] for told in acme.inbox.messages()), ["published", "received", "settling"])
        self.assertIn("Edition 1", published["Subject"])
        told = [told for told in operators.messages() if told["attributes"]["provider"] == "acme"]
        self.assertEqual([told["attributes"]["kind"] for told in told], ["published"])

        # The edge was purged by the provider's tag before the edition was switched in.
        # All of the provider's: it is the first edition that it has there.
        self.assertIn("#acme", program.purged())

        # The upload was taken out of the provider's bucket, and is kept.
        versions = aws.client("s3").list_object_versions(Bucket=bucket("acme"), Prefix="acme/")
        self.assertNotIn(version, [entry["VersionId"] for entry in versions.get("Versions", [])])
        kept = aws.client("s3").list_objects_v2(Bucket=STORE, Prefix="seeder/acme/deliveries/")["Contents"]
        self.assertEqual([entry["Size"] for entry in kept if entry["Key"].endswith("/data.zip")], [len(zip)])

    def test_a_rejected_delivery_tells_the_provider_what_to_mend_and_changes_nothing_that_is_served(self):
        globex = program.add_provider("globex")
        globex.upload(program.delivery("globex-1"))
        self.wait_for_edition(globex, 1)
        served = get(f"{api}/v1/globex/years")

        globex.upload(without_ratings(program.delivery("globex-2", "--month", "1")))
        rejected = self.wait_for_message(globex, "rejected")
        self.wait_for_silence()

        self.assertIn("rejected", rejected["Subject"])
        self.assertIn("ratings.csv", rejected["Message"])
        self.assertIn("rating", rejected["Message"])
        # The provider reads the report with the rights of its own role, in its own bucket, where the message says.
        reports = globex.s3.list_objects_v2(Bucket=bucket("globex"), Prefix="globex/reports/")["Contents"]
        html, = (entry["Key"] for entry in reports
                 if entry["Key"].endswith(".html") and entry["Key"].removeprefix("globex/") in rejected["Message"])
        self.assertIn(b"ratings.csv", globex.s3.get_object(Bucket=bucket("globex"), Key=html)["Body"].read())
        self.assertEqual(globex.editions(api), [1])
        self.assertEqual(get(f"{api}/v1/globex/years"), served)
        told = [told for told in operators.messages("rejected") if told["attributes"]["provider"] == "globex"]
        self.assertEqual(len(told), 1)
        # Nothing of it was given up.
        for queue in QUEUES.values():
            self.assertEqual(sum(self.counts(f"{queue}-dead").values()), 0, queue)

    def test_events_that_are_doubled_late_and_in_the_wrong_order_change_nothing(self):
        initech = program.add_provider("initech")
        initech.upload(program.delivery("initech-1"))
        self.wait_for_edition(initech, 1)
        self.wait_for_message(initech, "published")
        self.wait_for_silence()
        before = len(initech.inbox.messages())

        # Two uploads, the second before the first was taken; what S3 told of them, twice, the later one first.
        for stage in STAGES:
            self.stop_stage(stage)
        initech.upload(program.delivery("initech-2", "--month", "1"))
        initech.upload(program.delivery("initech-3", "--month", "2"))
        early, late = sorted(
            self.take_messages("validate", 2), key=lambda body: json.loads(body)["Records"][0]["s3"]["object"]["sequencer"])
        self.send("validate", late, early, late, early)
        self.start_stage("validate")
        accepted, manifests = self.take_messages("parse", 2), self.take_messages("seed", 1)
        self.start_stage("parse")
        self.start_stage("seed")
        self.send("parse", *reversed(accepted * 2))
        self.send("seed", *manifests * 3)
        self.wait_for_edition(initech, 2)
        messages = self.take_messages("notify", 2)
        self.send("notify", *reversed(messages * 2))
        self.start_stage("notify")
        self.wait_for_message(initech, "published", count=2)
        self.wait_for_silence()

        # And when all is done, once more.
        self.send("validate", early, late)
        self.send("parse", *accepted)
        self.send("seed", *manifests)
        self.send("notify", *messages)
        self.wait_for_silence()

        # Only the later one was taken, and is one edition; each message has one key.
        self.assertEqual(initech.editions(api), [2, 1])
        told = collections.Counter(told["attributes"]["kind"] for told in initech.inbox.messages()[before:])
        told.pop("settling", None)  # If the functions were quick enough to see it settle.
        self.assertEqual(told, {"received": 1, "published": 1})
        self.assertIn("#initech/current", program.purged())

    def test_an_event_that_is_lost_is_made_up_for_by_the_clock(self):
        hooli = program.add_provider("hooli")
        for stage in STAGES:
            self.stop_stage(stage)
        hooli.upload(program.delivery("hooli-1"))
        self.take_messages("validate", 1)
        aws.pause(3)  # The settle time, which nobody waits for now.

        # What the clock sends, to one after the other. Their own events are lost, too.
        for stage in ("validate", "parse", "seed", "notify"):
            self.assertEqual(program.invoke(stage, {"task": "housekeeping"}), (None, {}))

        self.assertEqual(hooli.editions(api), [1])
        self.assertEqual([told["attributes"]["kind"] for told in hooli.inbox.messages()], ["received", "published"])
        for stage in ("parse", "seed", "notify"):
            self.take_messages(stage, 1)
            self.sqs.purge_queue(QueueUrl=self.url(QUEUES[stage]))

    def test_a_topic_that_is_away_loses_no_message_and_is_not_asked_without_end(self):
        umbrella = program.add_provider("umbrella")
        sns, topic = aws.client("sns"), f"arn:aws:sns:{REGION}:{ACCOUNT}:boxoffice-test-to-umbrella"
        sns.delete_topic(TopicArn=topic)
        umbrella.upload(program.delivery("umbrella-1"))
        self.wait_for_edition(umbrella, 1)

        def failures():
            """How often each message that waits was tried in vain."""
            s3 = aws.client("s3")
            found = s3.list_objects_v2(Bucket=STORE, Prefix="seeder/umbrella/outbox/pending/").get("Contents", [])
            waiting = [json.load(s3.get_object(Bucket=STORE, Key=entry["Key"])["Body"]) for entry in found]
            return {
                message["notification"]["kind"]: sum(failure["attempts"] for failure in message["failures"].values())
                for message in waiting}

        aws.wait_for("the last message", lambda: "published" in failures())
        aws.pause(5)
        tried = failures()
        self.assertEqual(set(tried), {"settling", "received", "published"})
        self.assertIn(tried["settling"], range(1, 9), "one for each message that was posted, and no more for a minute")

        # It is there again.
        sns.create_topic(Name="boxoffice-test-to-umbrella")
        again = Inbox(aws, "inbox-umbrella-2", "boxoffice-test-to-umbrella")
        self.assertEqual(program.invoke("notify", {"task": "housekeeping"}), (None, {}))
        self.assertEqual(
            [told["attributes"]["kind"] for told in again.messages()], ["settling", "received", "published"])
        self.assertEqual(failures(), {})
        self.sqs.purge_queue(QueueUrl=self.url("messages"))

    def test_a_poisoned_message_is_given_up_and_the_operators_are_told(self):
        # A minute passes before each of three tries. Where the function cannot say so, the queue's own time counts, which
        # is made short here.
        roles = {stage: aws.client("lambda").get_function_configuration(
            FunctionName=f"boxoffice-test-{stage}")["Role"].rsplit("/", 1)[1] for stage in STAGES}
        aws.client("iam").put_role_policy(RoleName=roles["parse"], PolicyName="hasty", PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Deny", "Action": "sqs:ChangeMessageVisibility", "Resource": "*"}]}))
        self.addCleanup(aws.client("iam").delete_role_policy, RoleName=roles["parse"], PolicyName="hasty")
        self.sqs.set_queue_attributes(QueueUrl=self.url("accepted"), Attributes={"VisibilityTimeout": "3"})
        self.addCleanup(
            self.sqs.set_queue_attributes, QueueUrl=self.url("accepted"), Attributes={"VisibilityTimeout": "1800"})
        poison = '{"detail-type": "Object Created", "detail": "of nobody\'s"}'
        self.send("parse", poison)

        given_up = aws.wait_for("the dead-letter queue", lambda: self.sqs.receive_message(
            QueueUrl=self.url("accepted-dead"), VisibilityTimeout=0, AttributeNames=["All"]).get("Messages"))
        self.assertEqual([message["Body"] for message in given_up], [poison])
        self.assertGreater(int(given_up[0]["Attributes"]["ApproximateReceiveCount"]), 3)

        # CloudWatch is told by SQS how many lie there; the stand-in does not tell, and looks at no dimensions.
        aws.client("cloudwatch").put_metric_data(Namespace="AWS/SQS", MetricData=[{
            "MetricName": "ApproximateNumberOfMessagesVisible", "Value": len(given_up),
            "Dimensions": [{"Name": "QueueName", "Value": "boxoffice-test-accepted-dead"}]}])

        def alarm():
            return [told for told in operators.messages() if "accepted-dead" in told["Message"]]

        told = json.loads(aws.wait_for("the alarm", alarm)[0]["Message"])
        self.assertEqual(told["NewStateValue"], "ALARM")
        self.sqs.purge_queue(QueueUrl=self.url("accepted-dead"))

    # What the templates say to the program

    def test_every_function_takes_its_configuration_as_the_template_gives_it(self):
        initialization = Initialization()
        self.addCleanup(initialization.stop)
        common = aws.environment() | {"LAMBDA_TASK_ROOT": str(program.bootstrap.parent)}

        def outcome(stage, **more):
            own = {"_HANDLER": stage, "BOXOFFICE_DATA_DIR": str(aws.folder / f"initialization-{stage}")}
            return initialization.of(
                aws.trusting(program.bootstrap), common | program.templates[stage] | own | more)

        for stage in STAGES:
            # Its database is a record here: that it does not answer is the first thing that may be wrong.
            expected = "ready" if stage == "notify" else "BoxOffice.database-"
            self.assertTrue(outcome(stage).startswith(expected), f"{stage}: {outcome(stage)}")
            self.assertIn("BOXOFFICE_SETTEL", outcome(stage, BOXOFFICE_SETTEL="15m"))

    def test_every_variable_that_a_template_sets_is_a_key_of_the_configuration(self):
        keys = re.findall(r"`(BOXOFFICE_[A-Z_]+)`", (ROOT / "docs/configuration.md").read_text())
        for path in (ROOT / "deploy/aws").glob("*.yaml"):
            used = set(re.findall(r"BOXOFFICE_[A-Z_]+", path.read_text()))
            self.assertEqual(used - set(keys), set(), path.name)

    # The API runs with what the instances' script writes, in each test.
