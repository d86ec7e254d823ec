"""Our templates, as the stand-in can create them: the few types that it does not know are left out."""

import json
import pathlib
import string

import yaml

from standin import REGION

FOLDER = pathlib.Path(__file__).resolve().parents[2]

# What these do is not rehearsed: docs/aws.md lists it.
UNKNOWN_TYPES = {
    "AWS::CloudFront::VpcOrigin", "AWS::EC2::EIP", "AWS::EC2::FlowLog", "AWS::EC2::NatGateway",
    "AWS::EC2::SecurityGroupIngress",
}


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Ref x`, `!GetAtt a.b`, `!Sub …`."""


def short_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "Ref" or suffix == "Condition":
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", short_form)
# Dates stay texts: "2012-10-17" is a version of the policy language.
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(name):
    with open(FOLDER / f"{name}.yaml", encoding="utf-8") as file:
        return yaml.load(file, Loader)


def names(value):
    """The resources that a part of a template refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0]
            else:
                yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def creatable(template):
    """Without the types that are not known, and without the routes to them."""
    resources = template["Resources"]
    gone = {name for name, resource in resources.items() if resource["Type"] in UNKNOWN_TYPES}
    gone |= {
        name for name, resource in resources.items()
        if resource["Type"] == "AWS::EC2::Route" and gone & set(names(resource))
    }
    for name in gone:
        del resources[name]
    # The stand-in's stacks know which characters to leave out, and not that punctuation is.
    for resource in resources.values():
        generated = resource.get("Properties", {}).get("GenerateSecretString", {})
        if generated.pop("ExcludePunctuation", False):
            generated["ExcludeCharacters"] = string.punctuation
    # `Ref` to a secret is its ARN; the stand-in takes the name for it.
    secrets = {name for name, resource in resources.items() if resource["Type"] == "AWS::SecretsManager::Secret"}
    for part in ("Resources", "Outputs"):
        if part in template:
            template[part] = with_arns(template[part], secrets)
    # In conditions the stand-in takes the name of the region's parameter for the region.
    template["Conditions"] = with_region(template.get("Conditions", {}))
    return replaced(template, gone)


def with_arns(value, secrets):
    if isinstance(value, dict):
        if set(value) == {"Ref"} and value["Ref"] in secrets:
            return {"Fn::GetAtt": [value["Ref"], "Arn"]}
        return {key: with_arns(inner, secrets) for key, inner in value.items()}
    return [with_arns(inner, secrets) for inner in value] if isinstance(value, list) else value


def with_region(value):
    if value == {"Ref": "AWS::Region"}:
        return REGION
    if isinstance(value, dict):
        return {key: with_region(inner) for key, inner in value.items()}
    return [with_region(inner) for inner in value] if isinstance(value, list) else value


def replaced(value, gone):
    if isinstance(value, dict):
        if set(value) == {"Fn::GetAtt"} and value["Fn::GetAtt"][0] in gone:
            return f"not-rehearsed-{value['Fn::GetAtt'][0]}"
        return {key: replaced(inner, gone) for key, inner in value.items()}
    return [replaced(inner, gone) for inner in value] if isinstance(value, list) else value


def upload(s3, bucket, url):
    """Puts all templates into a bucket, naming each other by URL, as `aws cloudformation package` does."""
    for path in FOLDER.glob("[a-z]*.yaml"):
        template = creatable(load(path.stem))
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::CloudFormation::Stack":
                resource["Properties"]["TemplateURL"] = f"{url}/{bucket}/{resource['Properties']['TemplateURL']}"
        s3.put_object(Bucket=bucket, Key=path.name, Body=json.dumps(template).encode())
