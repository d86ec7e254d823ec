"""The template, created on a stand-in, and a provider who uses it.

One stack for all tests, created once: each test looks at another promise of it.
"""

import io
import json
import pathlib
import subprocess
import time
import unittest
import zipfile

import botocore.exceptions
import yaml

import templates
from stacks import STORE, Stacks, bucket
from standin import ACCOUNT, REGION, StandIn


def setUpModule():
    global aws, stacks, outputs, create, assume, provider_parameters
    aws = StandIn()
    unittest.addModuleCleanup(aws.stop)
    stacks = Stacks(aws, package())
    outputs, create, assume, provider_parameters = (
        stacks.outputs, stacks.create, stacks.assume, stacks.provider_parameters)
    for provider in ("acme", "globex"):
        stacks.add_provider(provider)


def package():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zip:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o100755 << 16
        zip.writestr(bootstrap, (pathlib.Path(__file__).parent / "probe.py").read_bytes())
    return file.getvalue()


def noted(handler, mark):
    """The events that a function was given, of those with this mark in them."""
    notes = [json.loads(path.read_text()) for path in aws.events.glob("*.json")]
    return [note for note in notes if note["handler"] == handler and mark in json.dumps(note["event"])]


class Rehearsal(unittest.TestCase):
    def assert_denied(self, call, *arguments, **named):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(*arguments, **named)
        self.assertIn(caught.exception.response["Error"]["Code"], ("AccessDenied", "403", "AccessDeniedException"))

    def test_the_provider_uploads_and_the_validator_is_told_of_that_very_version(self):
        s3 = aws.client("s3", assume("acme"))
        version = s3.put_object(Bucket=bucket("acme"), Key="acme/data.zip", Body=b"PK")["VersionId"]
        note = aws.wait_for("validate", lambda: noted("validate", version))[0]
        record = json.loads(note["event"]["Records"][0]["body"])["Records"][0]["s3"]
        self.assertEqual(record["bucket"]["name"], bucket("acme"))
        self.assertEqual(record["object"]["key"], "acme/data.zip")
        self.assertEqual(record["object"]["versionId"], version)

    def test_an_upload_in_parts_is_told_once_and_as_a_whole(self):
        s3 = aws.client("s3", assume("acme"))
        place = {"Bucket": bucket("acme"), "Key": "acme/data.zip"}
        upload = s3.create_multipart_upload(**place)["UploadId"]
        part = s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"PK")["ETag"]
        version = s3.complete_multipart_upload(
            **place, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})["VersionId"]
        aws.wait_for("validate", lambda: noted("validate", version))

    def test_only_who_knows_the_external_id_gets_the_role(self):
        self.assert_denied(assume, "acme", external_id=None)
        self.assert_denied(assume, "acme", external_id="8f1c2e4a9b7d43d0a6e55c1e")

    def test_a_provider_reaches_nothing_but_its_upload_and_its_reports(self):
        root, s3 = aws.client("s3"), aws.client("s3", assume("acme"))
        kept = {bucket("acme"): ["acme/.taken/1", ".providers/acme", "globex/data.zip"], bucket("globex"): ["globex/data.zip"],
                STORE: ["seeder/acme/settings.json"]}
        for name, keys in kept.items():
            for key in keys:
                root.put_object(Bucket=name, Key=key, Body=b"x")
                self.assert_denied(s3.put_object, Bucket=name, Key=key, Body=b"x")
                self.assert_denied(s3.get_object, Bucket=name, Key=key)
                self.assert_denied(s3.delete_object, Bucket=name, Key=key)
            self.assert_denied(s3.list_objects_v2, Bucket=name)
        self.assert_denied(s3.delete_object, Bucket=bucket("acme"), Key="acme/data.zip")
        self.assert_denied(s3.put_object, Bucket=bucket("acme"), Key="acme/reports/x", Body=b"x")
        root.put_object(Bucket=bucket("acme"), Key="acme/reports/1/report.html", Body=b"x")
        self.assertEqual(s3.list_objects_v2(Bucket=bucket("acme"), Prefix="acme/reports/")["KeyCount"], 1)
        s3.get_object(Bucket=bucket("acme"), Key="acme/reports/1/report.html")
        self.assert_denied(aws.client("sqs", assume("acme")).list_queues)
        self.assert_denied(aws.client("secretsmanager", assume("acme")).get_secret_value, SecretId=outputs["StageSecret"])

    def test_revoking_ends_a_session_that_is_under_way(self):
        s3 = aws.client("s3", assume("globex"))
        s3.put_object(Bucket=bucket("globex"), Key="globex/data.zip", Body=b"PK")
        create("boxoffice-test-globex", "provider", provider_parameters("globex", Access="revoked"), "update_stack")
        self.assert_denied(s3.put_object, Bucket=bucket("globex"), Key="globex/data.zip", Body=b"PK")
        self.assert_denied(assume, "globex")
        create("boxoffice-test-globex", "provider", provider_parameters("globex"), "update_stack")
        aws.client("s3", assume("globex")).put_object(Bucket=bucket("globex"), Key="globex/data.zip", Body=b"PK")

    def test_what_is_written_into_the_store_begins_the_stage_that_it_is_for_and_no_other(self):
        s3 = aws.client("s3")
        for stage, key in {
            "parse": "seeder/acme/deliveries/d1/delivery.json", "seed": "seeder/acme/deliveries/d2/manifest.json",
            "notify": "seeder/acme/outbox/pending/m1.json", None: "seeder/acme/deliveries/d3/report.json",
        }.items():
            s3.put_object(Bucket=STORE, Key=key, Body=b"{}")
            if stage:
                aws.wait_for(stage, lambda: noted(stage, key))
            for other in {"validate", "parse", "seed", "notify"} - {stage}:
                self.assertEqual(noted(other, key), [], f"{key} begins {other}")

    def test_functions_are_configured_for_what_was_created(self):
        key = "seeder/acme/deliveries/configured/manifest.json"
        aws.client("s3").put_object(Bucket=STORE, Key=key, Body=b"{}")
        configuration = aws.wait_for("seed", lambda: noted("seed", key))[0]["configuration"]
        self.assertEqual(configuration["BOXOFFICE_STORE"], f"s3://{STORE}/seeder")
        self.assertEqual(configuration["BOXOFFICE_EDGE_URL"], outputs["Distribution"])
        self.assertIn(f"@{outputs['DatabaseHost']}:", configuration["BOXOFFICE_DATABASE"])
        self.assertIn("sslmode=verify-full", configuration["BOXOFFICE_DATABASE"])
        secret = aws.client("secretsmanager").get_secret_value(SecretId=configuration["BOXOFFICE_DATABASE_SECRET"])
        password = json.loads(secret["SecretString"])["password"]
        self.assertEqual(len(password), 43)
        self.assertNotIn(password, json.dumps(configuration))

    def test_a_poisoned_message_is_put_aside_after_three_tries_and_holds_up_nobody(self):
        sqs, s3 = aws.client("sqs"), aws.client("s3")
        queue = sqs.get_queue_url(QueueName="boxoffice-test-manifests")["QueueUrl"]
        dead = sqs.get_queue_url(QueueName="boxoffice-test-manifests-dead")["QueueUrl"]
        # Half an hour on AWS, since a run may take that long.
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "1"})
        s3.put_object(Bucket=STORE, Key="seeder/acme/deliveries/poison/manifest.json", Body=b"{}")
        s3.put_object(Bucket=STORE, Key="seeder/acme/deliveries/after/manifest.json", Body=b"{}")
        aws.wait_for("the message after it", lambda: noted("seed", "deliveries/after/"))

        def put_aside():
            return sqs.receive_message(QueueUrl=dead, VisibilityTimeout=0).get("Messages")

        self.assertIn("poison", aws.wait_for("the dead-letter queue", put_aside)[0]["Body"])
        self.assertEqual(len(noted("seed", "poison")), 3)

    def test_each_queue_has_an_alarm_for_what_was_given_up_that_tells_the_operators(self):
        alarms = aws.client("cloudwatch").describe_alarms(MaxRecords=100)["MetricAlarms"]
        for queue in ("uploads", "accepted", "manifests", "messages"):
            found = [alarm for alarm in alarms if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
                     and {"Name": "QueueName", "Value": f"boxoffice-test-{queue}-dead"} in alarm.get("Dimensions", [])]
            self.assertEqual(len(found), 1, queue)
            self.assertTrue(found[0]["AlarmActions"][0].endswith(":boxoffice-test-operators"))
            aws.client("sqs").get_queue_url(QueueName=f"boxoffice-test-{queue}-dead")

    def test_an_alarm_that_goes_off_reaches_whoever_subscribed_for_the_operators(self):
        sqs, sns, cloudwatch = aws.client("sqs"), aws.client("sns"), aws.client("cloudwatch")
        queue = sqs.create_queue(QueueName="an-operator", Attributes={"Policy": json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                           "Resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:an-operator"}]})})["QueueUrl"]
        sns.subscribe(TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:boxoffice-test-operators", Protocol="sqs",
                      Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:an-operator")
        alarm = next(alarm["AlarmName"] for alarm in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]
                     if alarm.get("MetricName") == "PurgeFailures")
        cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="rehearsal")
        message = aws.wait_for("the operator", lambda: sqs.receive_message(QueueUrl=queue).get("Messages"))[0]
        self.assertIn("the old edition is served until a purge succeeds", message["Body"])

    def test_what_is_kept_is_versioned_encrypted_and_closed(self):
        s3 = aws.client("s3")
        for name in (STORE, bucket("acme"), bucket("globex"), f"boxoffice-test-logs-{ACCOUNT}"):
            self.assertEqual(s3.get_bucket_versioning(Bucket=name)["Status"], "Enabled", name)
            s3.get_bucket_encryption(Bucket=name)
            block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
            self.assertTrue(all(block.values()), name)

    def test_no_rule_of_the_store_s_bucket_expires_a_version(self):
        # Said by the template: the stand-in's stacks have no such rules.
        store = templates.load("storage")["Resources"]["Store"]["Properties"]
        for rule in store["LifecycleConfiguration"]["Rules"]:
            for expiry in ("NoncurrentVersionExpiration", "NoncurrentVersionExpirationInDays", "ExpirationInDays"):
                self.assertNotIn(expiry, rule)

    def test_the_edge_keeps_by_the_api_s_word_alone_and_is_purged_by_tag(self):
        cloudfront = aws.client("cloudfront")
        document = cloudfront.get_distribution_config(Id=outputs["Distribution"])["DistributionConfig"]
        policy = cloudfront.get_cache_policy(Id=document["DefaultCacheBehavior"]["CachePolicyId"])
        cache = policy["CachePolicy"]["CachePolicyConfig"]
        self.assertEqual((cache["MinTTL"], cache["DefaultTTL"]), (0, 0))
        self.assertEqual(
            cache["ParametersInCacheKeyAndForwardedToOrigin"]["HeadersConfig"]["HeaderBehavior"], "none")
        self.assertTrue(all(item["ErrorCachingMinTTL"] == 0 for item in document["CustomErrorResponses"]["Items"]))
        functions = document["DefaultCacheBehavior"]["FunctionAssociations"]["Items"]
        self.assertEqual({item["EventType"] for item in functions}, {"viewer-request", "viewer-response"})
        invalidation = cloudfront.create_invalidation(DistributionId=outputs["Distribution"], InvalidationBatch={
            "CallerReference": "1", "Paths": {"Quantity": 1, "Items": ["#acme/current"]}})["Invalidation"]
        aws.wait_for("the purge", lambda: cloudfront.get_invalidation(
            DistributionId=outputs["Distribution"], Id=invalidation["Id"])["Invalidation"]["Status"] == "Completed")

    def test_a_reader_s_entry_is_kept_where_the_edge_looks_and_is_removed_again(self):
        store = aws.client("cloudfront-keyvaluestore")
        # On AWS the account is a part of the host's name.
        store.meta.events.register("before-sign", lambda request, **_: setattr(
            request, "url", request.url.replace(f"//{ACCOUNT}.", "//")))

        def change(call, **named):
            version = store.describe_key_value_store(KvsARN=outputs["Readers"])["ETag"]
            call(KvsARN=outputs["Readers"], IfMatch=version, **named)

        made = subprocess.run(
            ["node", templates.FOLDER / "edge/credentials.mjs", "user", "alice", "acme"], capture_output=True, check=True)
        entry = json.loads(made.stdout)
        change(store.put_key, Key=entry["key"], Value=entry["value"])
        self.assertEqual(store.get_key(KvsARN=outputs["Readers"], Key="user:alice")["Value"], entry["value"])
        self.assertNotIn(entry["password"], entry["value"])
        change(store.delete_key, Key=entry["key"])
        self.assertEqual(store.list_keys(KvsARN=outputs["Readers"]).get("Items", []), [])

    def test_each_stage_may_do_what_it_does_and_no_more(self):
        kept, upload = f"arn:aws:s3:::{STORE}/seeder/acme/deliveries/d/data.zip", f"arn:aws:s3:::{bucket('acme')}/acme/data.zip"
        message = f"arn:aws:s3:::{STORE}/seeder/acme/outbox/pending/m"
        distribution = f"arn:aws:cloudfront::{ACCOUNT}:distribution/{outputs['Distribution']}"
        rights = [
            ("s3:GetObject", kept, {"validate", "parse", "seed"}),
            ("s3:PutObject", kept, {"validate", "parse", "seed"}),
            ("s3:DeleteObject", kept, {"seed"}),
            ("s3:DeleteObjectVersion", kept, {"seed"}),
            ("s3:PutObject", message, {"validate", "parse", "seed", "notify"}),
            ("s3:DeleteObjectVersion", message, {"seed", "notify"}),
            ("s3:DeleteObjectVersion", upload, {"validate"}),
            ("s3:GetObject", upload, {"validate"}),
            ("s3:DeleteBucket", f"arn:aws:s3:::{STORE}", set()),
            ("s3:PutBucketVersioning", f"arn:aws:s3:::{STORE}", set()),
            ("cloudfront:CreateInvalidation", distribution, {"seed"}),
            ("cloudfront:UpdateDistribution", distribution, set()),
            ("secretsmanager:GetSecretValue", outputs["StageSecret"], {"validate", "parse", "seed"}),
            ("secretsmanager:GetSecretValue", outputs["ApiSecret"], set()),
            ("sns:Publish", f"arn:aws:sns:{REGION}:{ACCOUNT}:boxoffice-test-to-acme", {"notify"}),
            ("sns:Publish", f"arn:aws:sns:{REGION}:{ACCOUNT}:another", set()),
            ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:boxoffice-test-uploads", {"validate"}),
            ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:boxoffice-test-messages", {"notify"}),
            ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/boxoffice-test-provider-acme", set()),
            ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/boxoffice-test-provider-acme", set()),
        ]
        lambdas, iam = aws.client("lambda"), aws.client("iam")
        for stage in ("validate", "parse", "seed", "notify"):
            role = lambdas.get_function_configuration(FunctionName=f"boxoffice-test-{stage}")["Role"]
            for action, resource, stages in rights:
                result = iam.simulate_principal_policy(
                    PolicySourceArn=role, ActionNames=[action], ResourceArns=[resource])["EvaluationResults"][0]
                self.assertEqual(result["EvalDecision"] == "allowed", stage in stages, f"{stage}: {action} on {resource}")

    def test_an_instance_s_script_can_be_run_and_gets_its_secrets(self):
        script, file = stacks.instance_script(), stacks.instance_file
        self.assertTrue(script.startswith("#!/bin/bash\n"))
        self.assertNotIn("${", script)
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)

        agent = json.loads(file("/opt/aws/amazon-cloudwatch-agent/etc/boxoffice.json"))
        logged = agent["logs"]["logs_collected"]["files"]["collect_list"][0]
        self.assertEqual((logged["file_path"], logged["log_group_name"]), ("/var/log/boxoffice/api.log", "/boxoffice/test/api"))
        self.assertIn("job_name", str(yaml.safe_load(file("/etc/boxoffice/prometheus.yaml"))))
        configuration = stacks.instance_configuration()
        self.assertEqual(configuration["BOXOFFICE_STORE"], f"s3://{STORE}/seeder")
        self.assertEqual(configuration["BOXOFFICE_EDGE_URL"], outputs["Distribution"])
        self.assertEqual(configuration["BOXOFFICE_EDGE_TOKEN_AUDIENCE"], outputs["TokenAudience"])
        # Readers are counted one by one, not as the load balancer, and it never gets a connection that is being closed.
        network = aws.client("ec2").describe_vpcs(
            Filters=[{"Name": "tag:Name", "Values": ["boxoffice-test"]}])["Vpcs"][0]["CidrBlock"]
        self.assertEqual(configuration["BOXOFFICE_API_TRUSTED_PROXIES"], network)
        balancer = templates.load("balancer")["Resources"]["Balancer"]["Properties"]["LoadBalancerAttributes"]
        idle = next(int(item["Value"]) for item in balancer if item["Key"] == "idle_timeout.timeout_seconds")
        self.assertGreater(int(configuration["BOXOFFICE_API_IDLE_TIMEOUT"].removesuffix("s")), idle)

        # As an instance would run it, but for where the secrets are asked for and where they are put.
        fetched = aws.folder / "secrets"
        secrets = file("/usr/local/sbin/boxoffice-secrets").replace("/run/boxoffice-api.environment", str(fetched))
        subprocess.run(["bash", "-s"], input=secrets, text=True, check=True, env=aws.environment())
        values = dict(line.split("=", 1) for line in fetched.read_text().splitlines())
        stored = aws.client("secretsmanager").get_secret_value(SecretId=outputs["ApiSecret"])["SecretString"]
        self.assertEqual(values["PGPASSWORD"], json.loads(stored)["password"])
        self.assertEqual(len(values["BOXOFFICE_EDGE_SECRET"]), 43)
        made = json.loads(aws.client("secretsmanager").get_secret_value(SecretId=outputs["TokenSecret"])["SecretString"])
        self.assertEqual(values["BOXOFFICE_EDGE_TOKEN_KEY"], f"{made['kid']}:{made['secret']}")
        # What the program takes for a key, and the edge's function for one of its own.
        self.assertRegex(values["BOXOFFICE_EDGE_TOKEN_KEY"], "^[A-Za-z0-9_-]{1,64}:[A-Za-z0-9]{64}$")
        for value in values.values():
            self.assertNotIn(value, script)

        # What is generated signs tokens that the edge takes, once it is among its entries.
        edge = templates.FOLDER / "edge"
        token = subprocess.run(
            ["node", edge / "credentials.mjs", "token", made["kid"], outputs["TokenAudience"], "1", "acme"],
            input=made["secret"], text=True, capture_output=True, check=True).stdout.strip()
        entries = {"provider:acme": "authenticated", "audience": outputs["TokenAudience"], f"key:{made['kid']}": made["secret"]}
        requests = [{"path": "/v1/acme", "authorization": f"Bearer {token}", "at": time.time() * 1000}]
        judged = subprocess.run(
            ["node", edge / "tests/judge.mjs"], input=json.dumps({"store": entries, "requests": requests}), text=True,
            capture_output=True, check=True)
        self.assertEqual(json.loads(judged.stdout)[0]["status"], 200)
        self.assertEqual(fetched.stat().st_mode & 0o077, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
