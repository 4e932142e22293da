#!/bin/sh
# lint.sh PYTHON TEST_ENVIRONMENT PRODUCTION_ENVIRONMENT: run every check, even after one has failed, and name those.
cd "$(dirname "$0")/.."
py=$1 test_env=$2 production_env=$3
failed=""
check() {
  name=$1
  shift
  if output=$("$@" 2>&1); then
    echo "  ok      $name"
  else
    echo "  FAILED  $name"
    echo "$output" | sed 's/^/          /'
    failed="$failed $name,"
  fi
}
sources="manage.py conftest.py home councils budgeting comments site benchmarks deploy e2e .ci"
check "ruff: faults" $py -m ruff check $sources
check "ruff: shape" $py -m ruff format --check $sources
check "mypy: types" $test_env $py -m mypy manage.py home councils budgeting comments site/radslag
check "djlint: templates" $py -m djlint --quiet --lint templates
check "bandit: security" $py -m bandit --quiet --recursive --configfile pyproject.toml manage.py home councils budgeting comments site
check "migrations: complete" $test_env $py manage.py makemigrations --check --dry-run
check "translations: complete" $test_env $py manage.py messages --check
check "settings: fit for the internet" $production_env $py manage.py check --deploy --fail-level WARNING
[ -z "$failed" ] && exit 0
echo "lint failed:${failed%,}" >&2
exit 1
