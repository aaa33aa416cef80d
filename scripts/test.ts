/**
 * `npm test`: types, lint and format; the built site; then every test. The last line is `N passed, N failed, N skipped`,
 * where each step of the check counts as one test. `npm test -- tests/broker` runs only the tests named.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const REPORT = 'artifacts/tests.json';
const only = process.argv.slice(2);

const run = (command: string, args: readonly string[]): boolean => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
};

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

const total = { passed: 0, failed: 0, skipped: 0 };
const count = (ok: boolean): void => {
  if (ok) total.passed++;
  else total.failed++;
};

if (only.length === 0) {
  count(run('npm', ['run', '--silent', 'check']));
  count(run('npm', ['run', '--silent', 'build']));
}
rmSync(REPORT, { force: true });
const green = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...only]);
try {
  const report = JSON.parse(readFileSync(REPORT, 'utf8')) as Report;
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  // a file that breaks before its first test has no failed test of its own
  total.failed += report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
} catch {
  total.failed++;
  console.error(`no test report at ${REPORT}: the test runner itself broke, see above`);
}
if (!green && total.failed === 0) total.failed++;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
