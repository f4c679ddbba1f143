"""Checks template.yaml after the SAM transform: SAM adds exactly the resources that we rely on."""

import json
import sys

import boto3
from cfnlint.decode import cfn_yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

TEMPLATE = "template.yaml"
ERRORS = []


def check(holds, what):
    if not holds:
        ERRORS.append(what)


def transformed(**parameters):
    template = json.loads(json.dumps(cfn_yaml.load(TEMPLATE)))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # As after `sam deploy` has uploaded the jar.
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
    check(
        sorted(lambdas) == ["SchedulerFunctionCommands", "SchedulerFunctionReports"],
        f"exactly one function must subscribe to two topics: {sorted(lambdas)}",
    )
    check(
        lambdas["SchedulerFunctionCommands"]["TopicArn"]["Fn::If"][1] == {"Ref": "ScheduleCreationTopic"},
        "commands must come from the creation topic",
    )
    check(
        lambdas["SchedulerFunctionReports"]["TopicArn"] == {"Ref": "ExecutionReportsTopic"},
        "reports must come from their own topic",
    )
    for it in lambdas.values():
        check(it["Endpoint"] == {"Ref": "SchedulerFunctionAliaslive"}, "the subscription must invoke the alias")
        check(
            it.get("RedrivePolicy", {}).get("deadLetterTargetArn") == {"Fn::GetAtt": ["CreationDeadLetters", "Arn"]},
            "undeliverable SNS messages must go to CreationDeadLetters",
        )


def permissions(resources):
    found = {name: it["Properties"] for name, it in of_type(resources, "AWS::Lambda::Permission").items()}
    principals = {(it["Principal"], json.dumps(it["FunctionName"])) for it in found.values()}
    check(
        principals
        == {
            ("apigateway.amazonaws.com", '{"Ref": "WebApiFunctionAliaslive"}'),
            ("sns.amazonaws.com", '{"Ref": "SchedulerFunctionAliaslive"}'),
        },
        f"only API Gateway and SNS may invoke one alias each: {sorted(principals)}",
    )
    check(all(it.get("SourceArn") for it in found.values()), "every permission must have a SourceArn")


def roles(resources):
    found = of_type(resources, "AWS::IAM::Role")
    check(
        set(found) == {"WebApiRole", "SchedulerRole", "EngineRole", "CodeDeployServiceRole"},
        f"SAM must not create a role for a function: {sorted(found)}",
    )
    for name, role in found.items():
        managed = role["Properties"].get("ManagedPolicyArns", [])
        # CodeDeploy shifts the aliases' traffic with AWS's managed policy; no function has a managed policy.
        expected = (
            ["arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"]
            if name == "CodeDeployServiceRole"
            else []
        )
        check(managed == expected, f"{name} has unexpected managed policies {managed}")
    for name in ("WebApi", "Scheduler"):
        role = properties(resources, name + "Function")["Role"]
        check(role == {"Fn::GetAtt": [name + "Role", "Arn"]}, f"{name}Function has the wrong role {role}")


def dead_letters(resources):
    configs = of_type(resources, "AWS::Lambda::EventInvokeConfig")
    check(list(configs) == ["SchedulerFunctionEventInvokeConfig"], f"only SchedulerFunction must have an EventInvokeConfig: {configs}")
    config = configs["SchedulerFunctionEventInvokeConfig"]["Properties"]
    check(config["Qualifier"] == "live", "the on-failure destination must belong to the alias")
    check(
        config["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["FunctionDeadLetters", "Arn"]},
        "failed events must go to FunctionDeadLetters",
    )
    sweep = properties(resources, "SweepSchedule")
    check(sweep["Target"]["Arn"] == {"Ref": "SchedulerFunctionAliaslive"}, "SweepSchedule must invoke the alias")
    check("DeadLetterConfig" not in sweep["Target"], "a lost sweep must not be a dead letter")
    reconcile = properties(resources, "ReconcileSchedule")
    check(reconcile["Target"]["Arn"] == {"Ref": "SchedulerFunctionAliaslive"}, "ReconcileSchedule must invoke the alias")
    check(
        reconcile["Target"]["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": ["EngineDeadLetters", "Arn"]},
        "undeliverable reconcile events must go to EngineDeadLetters",
    )


def rollout(resources):
    for name in ("WebApi", "Scheduler"):
        alias = resources[f"{name}FunctionAliaslive"]
        check("CodeDeployLambdaAliasUpdate" in alias.get("UpdatePolicy", {}), f"{name}'s alias must be updated by CodeDeploy")
        group = properties(resources, f"{name}FunctionDeploymentGroup")
        check(group["AlarmConfiguration"]["Enabled"] is True, f"{name}'s rollout must have alarms")
        alarms = [it["Name"]["Ref"] for it in group["AlarmConfiguration"]["Alarms"]]
        check(f"{name}NewVersionErrorsAlarm" in alarms, f"{name}'s rollout must have the alarm on the new version's errors: {alarms}")
        published = [it for it in of_type(resources, "AWS::Lambda::Version") if it.startswith(f"{name}FunctionVersion")]
        for alarm in alarms:
            versions = [
                it["Value"]
                for it in properties(resources, alarm)["Dimensions"]
                if it["Name"] in ("ExecutedVersion", "version")
            ]
            expected = [{"Fn::GetAtt": [published[0], "Version"]}]
            check(versions == expected, f"{alarm} must be on the published version: {versions}")
        check(
            "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"],
            f"an alarm must roll back {name}'s rollout",
        )
        check(
            group["DeploymentConfigName"]["Fn::Sub"][1]["ConfigName"] == "Canary10Percent5Minutes",
            f"{name}'s rollout must be a canary",
        )
        function = properties(resources, f"{name}Function")
        check(function["SnapStart"] == {"ApplyOn": "PublishedVersions"}, f"{name} must have SnapStart")
        check(function["Runtime"] == "java25" and function["Architectures"] == ["arm64"], f"{name} must run on java25, arm64")


def versions():
    """New code publishes new versions. SAM ignores changed parameters, so the version's description must contain their number."""

    def named(resources):
        return {name for name in of_type(resources, "AWS::Lambda::Version")}

    def described(resources, function):
        version = next(it for name, it in of_type(resources, "AWS::Lambda::Version").items() if name.startswith(function))
        return json.dumps(version["Properties"].get("Description"))

    before = transformed()
    check(not named(before) & named(transformed(Code="other")), "new code must publish new versions")
    after = transformed(DynamicSchedules="disabled")
    for name in ("WebApi", "Scheduler"):
        check(f"${{{name}Settings}}" in described(after, f"{name}Function"), f"the description of {name}'s version must contain its settings' number")
        check(after[f"{name}Settings"]["Type"] == "AWS::AppConfig::HostedConfigurationVersion", f"{name} must have a hosted configuration version")


def no_wildcards(resources):
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for entry in policy["PolicyDocument"]["Statement"]:
                for statement in entry["Fn::If"][1:2] if "Fn::If" in entry else [entry]:
                    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                    check(not any("*" in it for it in actions), f"{name} has wildcard actions: {actions}")
                    unbounded = statement["Resource"] == "*"
                    tracing = all(it.startswith("xray:") for it in actions)
                    check(not unbounded or tracing, f"{name}: {statement.get('Sid')} applies to every resource")


def everything_authorised(resources):
    for name, it in of_type(resources, "AWS::ApiGatewayV2::Route").items():
        if name != "PreflightRoute":
            kind = it["Properties"]["AuthorizationType"]
            check(kind == {"Fn::If": ["UsesJwt", "JWT", "AWS_IAM"]}, f"{name} has the wrong AuthorizationType {kind}")
    check(not of_type(resources, "AWS::Lambda::Url"), "no function may have a function URL")
    preflight = resources["PreflightRoute"]
    check(preflight.get("Condition") == "HasCors", "PreflightRoute must exist only with CORS")


def main():
    resources = transformed()
    for assertion in (subscriptions, permissions, roles, dead_letters, rollout, no_wildcards, everything_authorised):
        assertion(resources)
    versions()
    for error in ERRORS:
        print("template.yaml:", error, file=sys.stderr)
    print(f"template.yaml: {len(resources)} resources after the transform, {len(ERRORS)} errors")
    return 1 if ERRORS else 0


if __name__ == "__main__":
    sys.exit(main())
