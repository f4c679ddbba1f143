"""Asserts over template.yaml as the SAM translator leaves it: what SAM adds is what we rely on, and no more."""

import json
import sys

import boto3
from cfnlint.decode import cfn_yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

TEMPLATE = "template.yaml"
FAULTS = []


def check(holds, what):
    if not holds:
        FAULTS.append(what)


def transformed(**parameters):
    template = json.loads(json.dumps(cfn_yaml.load(TEMPLATE)))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # As `sam deploy` leaves it, having uploaded the jar.
            resource["Properties"]["CodeUri"] = "s3://artifacts/" + parameters.get("Code", "jar")
    parameters.pop("Code", None)
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name="us-east-1"))
    values = {"Stage": "dev", "DeploymentType": "Canary10Percent5Minutes", **parameters}
    return translator.translate(template, values)["Resources"]


def of_type(resources, kind):
    return {name: it for name, it in resources.items() if it["Type"] == kind}


def properties(resources, name):
    return resources[name]["Properties"]


def subscriptions(resources):
    found = {name: it["Properties"] for name, it in of_type(resources, "AWS::SNS::Subscription").items()}
    lambdas = {name: it for name, it in found.items() if it["Protocol"] == "lambda"}
    check(list(lambdas) == ["SchedulerFunctionCommands"], f"one function subscribes to one topic: {list(lambdas)}")
    for it in lambdas.values():
        check(it["Endpoint"] == {"Ref": "SchedulerFunctionAliaslive"}, "the subscription leads to the alias")
        check(it["TopicArn"]["Fn::If"][1] == {"Ref": "ScheduleCreationTopic"}, "it is of the creation topic")
        check(
            it.get("RedrivePolicy", {}).get("deadLetterTargetArn") == {"Fn::GetAtt": ["CreationDeadLetters", "Arn"]},
            "what SNS can't deliver is parked",
        )


def permissions(resources):
    found = {name: it["Properties"] for name, it in of_type(resources, "AWS::Lambda::Permission").items()}
    principals = {
        (it["Principal"], json.dumps(it["FunctionName"])): it.get("SourceArn") for it in found.values()
    }
    check(
        set(principals)
        == {
            ("apigateway.amazonaws.com", '{"Ref": "WebApiFunctionAliaslive"}'),
            ("sns.amazonaws.com", '{"Ref": "SchedulerFunctionAliaslive"}'),
        },
        f"API Gateway and SNS may invoke one alias each, and nobody else: {sorted(principals)}",
    )
    check(all(principals.values()), "whoever may invoke is named by source")


def roles(resources):
    found = of_type(resources, "AWS::IAM::Role")
    check(
        set(found) == {"WebApiRole", "SchedulerRole", "EngineRole", "CodeDeployServiceRole"},
        f"SAM makes no role for a function: {sorted(found)}",
    )
    for name, role in found.items():
        managed = role["Properties"].get("ManagedPolicyArns", [])
        # CodeDeploy shifts the aliases' traffic with AWS's own policy for that; no function has a managed policy.
        expected = (
            ["arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"]
            if name == "CodeDeployServiceRole"
            else []
        )
        check(managed == expected, f"{name} has managed policies {managed}")
    for name in ("WebApi", "Scheduler"):
        role = properties(resources, name + "Function")["Role"]
        check(role == {"Fn::GetAtt": [name + "Role", "Arn"]}, f"{name}Function runs as {role}")


def dead_letters(resources):
    configs = of_type(resources, "AWS::Lambda::EventInvokeConfig")
    check(list(configs) == ["SchedulerFunctionEventInvokeConfig"], f"one function is invoked asynchronously: {configs}")
    config = configs["SchedulerFunctionEventInvokeConfig"]["Properties"]
    check(config["Qualifier"] == "live", "the on-failure destination is the alias's")
    check(
        config["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["FunctionDeadLetters", "Arn"]},
        "what the function fails on is parked",
    )
    reconcile = properties(resources, "ReconcileSchedule")
    check(reconcile["Target"]["Arn"] == {"Ref": "SchedulerFunctionAliaslive"}, "reconciling invokes the alias")
    check(
        reconcile["Target"]["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": ["EngineDeadLetters", "Arn"]},
        "what EventBridge can't deliver is parked",
    )


def rollout(resources):
    for name in ("WebApi", "Scheduler"):
        alias = resources[f"{name}FunctionAliaslive"]
        check("CodeDeployLambdaAliasUpdate" in alias.get("UpdatePolicy", {}), f"{name}'s alias moves by CodeDeploy")
        group = properties(resources, f"{name}FunctionDeploymentGroup")
        check(group["AlarmConfiguration"]["Enabled"] is True, f"{name}'s rollout watches alarms")
        alarms = [it["Name"]["Ref"] for it in group["AlarmConfiguration"]["Alarms"]]
        check(f"{name}NewVersionErrorsAlarm" in alarms, f"{name}'s rollout watches the new version's errors: {alarms}")
        published = [it for it in of_type(resources, "AWS::Lambda::Version") if it.startswith(f"{name}FunctionVersion")]
        for alarm in alarms:
            versions = [
                it["Value"]
                for it in properties(resources, alarm)["Dimensions"]
                if it["Name"] in ("ExecutedVersion", "version")
            ]
            expected = [{"Fn::GetAtt": [published[0], "Version"]}]
            check(versions == expected, f"{alarm} is of the version that is published: {versions}")
        check(
            "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"],
            f"{name}'s rollout is rolled back by an alarm",
        )
        check(
            group["DeploymentConfigName"]["Fn::Sub"][1]["ConfigName"] == "Canary10Percent5Minutes",
            f"{name}'s rollout is a canary",
        )
        function = properties(resources, f"{name}Function")
        check(function["SnapStart"] == {"ApplyOn": "PublishedVersions"}, f"{name} has SnapStart")
        check(function["Runtime"] == "java25" and function["Architectures"] == ["arm64"], f"{name} runs on java25, arm64")


def versions():
    """A new version for new code, and, since SAM makes none for a new parameter, by the version's description."""

    def named(resources):
        return {name for name in of_type(resources, "AWS::Lambda::Version")}

    def described(resources, function):
        version = next(it for name, it in of_type(resources, "AWS::Lambda::Version").items() if name.startswith(function))
        return json.dumps(version["Properties"].get("Description"))

    before = transformed()
    check(not named(before) & named(transformed(Code="other")), "new code makes new versions")
    after = transformed(DynamicSchedules="disabled")
    for name in ("WebApi", "Scheduler"):
        check(f"${{{name}Settings}}" in described(after, f"{name}Function"), f"{name}'s version tells its settings' number")
        check(after[f"{name}Settings"]["Type"] == "AWS::AppConfig::HostedConfigurationVersion", f"{name} has settings")


def no_wildcards(resources):
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for entry in policy["PolicyDocument"]["Statement"]:
                for statement in entry["Fn::If"][1:2] if "Fn::If" in entry else [entry]:
                    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                    check(not any("*" in it for it in actions), f"{name}: {actions}")
                    unbounded = statement["Resource"] == "*"
                    tracing = all(it.startswith("xray:") for it in actions)
                    check(not unbounded or tracing, f"{name}: {statement.get('Sid')} is for every resource")


def everything_authorised(resources):
    for name, it in of_type(resources, "AWS::ApiGatewayV2::Route").items():
        if name != "PreflightRoute":
            kind = it["Properties"]["AuthorizationType"]
            check(kind == {"Fn::If": ["UsesJwt", "JWT", "AWS_IAM"]}, f"{name} is authorised by {kind}")
    check(not of_type(resources, "AWS::Lambda::Url"), "no function has a URL of its own")
    preflight = resources["PreflightRoute"]
    check(preflight.get("Condition") == "HasCors", "preflights are let in only where CORS is on")


def main():
    resources = transformed()
    for assertion in (subscriptions, permissions, roles, dead_letters, rollout, no_wildcards, everything_authorised):
        assertion(resources)
    versions()
    for fault in FAULTS:
        print("template.yaml:", fault, file=sys.stderr)
    print(f"template.yaml: {len(resources)} resources after the transform, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
