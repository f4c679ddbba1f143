# To be sourced. Puts cfn-lint, moto_server and spectral on the PATH; installs missing ones into target/ci-tools. Installs
# Debian's chromium if there is none.
tools="target/ci-tools"
PATH="$PWD/$tools/bin:$PWD/$tools/node_modules/.bin:$PATH"
if ! { command -v cfn-lint && command -v moto_server; } > /dev/null; then
  echo "installing cfn-lint and moto into $tools"
  if ! { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet 'cfn-lint==1.51.0' 'moto[server]==5.2.1'; }; then
    echo ".ci/run needs cfn-lint and moto_server on the PATH and could not install them. Check that Python has venv and that a package registry is reachable." >&2
    exit 1
  fi
fi
if ! command -v spectral > /dev/null; then
  echo "installing spectral into $tools"
  if ! npm install --silent --no-fund --no-audit --ignore-scripts --prefix "$tools" '@stoplight/spectral-cli@6.16.3'; then
    echo ".ci/run needs spectral on the PATH and could not install it. Check that npm is installed and that a package registry is reachable." >&2
    exit 1
  fi
fi
if ! command -v chromium > /dev/null; then
  echo "installing chromium"
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core > /dev/null; }; then
    echo ".ci/run needs chromium on the PATH and could not install it. Check that this is Debian and that you are root." >&2
    exit 1
  fi
fi
