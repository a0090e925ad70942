#!/usr/bin/env bash
# The test step of a build: runs the tests, or one machine's part of their schedules, and tells the build server what failed.
# usage: test.sh [i/n] [options of dotnet test]
set -uo pipefail
export CONCURRENCYTRACE_SHARD=${1:-1/1}
export CONCURRENCYTRACE_ARTIFACTS=$PWD/TestResults/concurrencytrace
[ $# -eq 0 ] || shift

# What an earlier run on this machine left would be told again.
commands=$CONCURRENCYTRACE_ARTIFACTS/ci-commands.txt
rm -f "$commands"

dotnet test --results-directory "$PWD/TestResults" --report-xunit-trx --report-xunit-junit "$@"
status=$?

# Annotations: GitHub Actions and Azure Pipelines read them from the log.
[ ! -f "$commands" ] || cat "$commands"
exit $status
