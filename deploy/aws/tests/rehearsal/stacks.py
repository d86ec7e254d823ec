"""An environment of ours on the stand-in, and its providers."""

import base64
import json
import subprocess

import templates
from standin import ACCOUNT, REGION

PARTS = "rehearsal-parts"
STORE = f"boxoffice-test-store-{ACCOUNT}"
EXTERNAL_ID = "8f1c2e4a9b7d43d0a6e55c1f"


def bucket(provider):
    return f"boxoffice-test-in-{provider}-{ACCOUNT}"


class Stacks:
    """Creates the environment `test`, whose functions run `package`, the bytes of a zip."""

    def __init__(self, aws, package):
        self.aws = aws
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=PARTS, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket=PARTS, Key="boxoffice-1.zip", Body=package)
        templates.upload(s3, PARTS, aws.url)
        self.outputs = self.create("boxoffice-test", "environment", {
            "Environment": "test", "PackageBucket": PARTS, "PackageKey": "boxoffice-1.zip", "QueueDelaySeconds": "0",
            "OperatorEmail": "ops@example.org", "EdgePrefixList": "pl-4fa04526"})

    def add_provider(self, provider):
        self.create(f"boxoffice-test-{provider}", "provider", self.provider_parameters(provider))

    def provider_parameters(self, provider, **changes):
        return {"Environment": "test", "Provider": provider, "ProviderPrincipal": f"arn:aws:iam::{ACCOUNT}:root",
                "ExternalId": EXTERNAL_ID, "KeyArn": self.outputs["KeyArn"],
                "Email": f"data@{provider}.example"} | changes

    def create(self, name, template, parameters, action="create_stack"):
        cloudformation = self.aws.client("cloudformation")
        getattr(cloudformation, action)(
            StackName=name, TemplateURL=f"{self.aws.url}/{PARTS}/{template}.yaml", Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])

        def done():
            stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            return stack if not stack["StackStatus"].endswith("_IN_PROGRESS") else None

        stack = self.aws.wait_for(f"the stack {name}", done)
        failures = [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
            for event in cloudformation.describe_stack_events(StackName=name)["StackEvents"]
            if "FAILED" in event["ResourceStatus"]
        ]
        if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise AssertionError(f"{name}: {stack['StackStatus']}\n" + "\n".join(failures) + "\n" + self.aws.tail())
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def instance_script(self):
        """What an instance of the API runs first."""
        ec2 = self.aws.client("ec2")
        template = ec2.describe_launch_templates()["LaunchTemplates"][0]["LaunchTemplateId"]
        data = ec2.describe_launch_template_versions(LaunchTemplateId=template)["LaunchTemplateVersions"][0]
        return base64.b64decode(data["LaunchTemplateData"]["UserData"]).decode()

    def instance_credentials(self):
        """Of the instances' role, which only EC2 may assume: here we may, too."""
        iam = self.aws.client("iam")
        roles = [role for role in iam.list_roles()["Roles"] if "Api" in role["RoleName"]]
        assert len(roles) == 1, roles
        iam.update_assume_role_policy(RoleName=roles[0]["RoleName"], PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]}))
        return self.aws.client("sts").assume_role(RoleArn=roles[0]["Arn"], RoleSessionName="api")["Credentials"]

    def instance_file(self, name):
        """A file that it writes."""
        return self.instance_script().split(f">{name} <<'END'\n")[1].split("\nEND\n")[0] + "\n"

    def instance_configuration(self):
        """The API's environment, but for what is secret."""
        return dict(line.split("=", 1) for line in self.instance_file("/etc/boxoffice/environment-api").splitlines())

    def instance_secrets(self, credentials):
        """What is secret of it, fetched as an instance does it; all but where from, and where to."""
        fetched = self.aws.folder / "fetched"
        script = self.instance_file("/usr/local/sbin/boxoffice-secrets").replace("/run/boxoffice-api.environment", str(fetched))
        subprocess.run(["bash", "-s"], input=script, text=True, check=True, env=self.aws.environment(credentials))
        return dict(line.split("=", 1) for line in fetched.read_text().splitlines())

    def assume(self, provider, external_id=EXTERNAL_ID):
        """Credentials of the provider's role, as the provider's own account would ask for them."""
        iam = self.aws.client("iam")
        try:
            iam.create_user(UserName="provider-side")
            iam.put_user_policy(UserName="provider-side", PolicyName="assume", PolicyDocument=json.dumps({
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}))
        except iam.exceptions.EntityAlreadyExistsException:
            pass
        key = iam.create_access_key(UserName="provider-side")["AccessKey"]
        try:
            more = {"ExternalId": external_id} if external_id else {}
            return self.aws.client("sts", key | {"SessionToken": None}).assume_role(
                RoleArn=f"arn:aws:iam::{ACCOUNT}:role/boxoffice-test-provider-{provider}", RoleSessionName="upload",
                **more)["Credentials"]
        finally:
            iam.delete_access_key(UserName="provider-side", AccessKeyId=key["AccessKeyId"])
