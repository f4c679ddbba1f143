#!/usr/bin/env bash
# The template, linted with the SAM transform (zero findings), and asserted as CloudFormation would get it. Offline.
# Needs cfn-lint on the PATH; the Python that it runs in has the SAM translator.
set -euo pipefail
cd "$(dirname "$0")/.."

cfn-lint --include-checks I -- template.yaml

# The Python of cfn-lint, also where a version manager stands in front of it.
python=python3
if ! "$python" -c 'import samtranslator' 2>/dev/null; then
  python="$(head -n 1 "$(command -v cfn-lint)" | sed 's/^#!//')"
fi
AWS_DEFAULT_REGION=us-east-1 "$python" .ci/template_checks.py
