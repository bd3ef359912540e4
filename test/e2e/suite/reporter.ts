/** Reports by lines that vscode-host.mjs can tell from what the workbench itself says. */
export class LineReporter extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
        super(runner, options);
        let passed = 0;
        let failed = 0;
        runner.on('suite', suite => {
            if (!suite.root) say(suite.title);
        });
        runner.on('pass', test => {
            passed += 1;
            say(`  ✓ ${test.title} (${test.duration} ms)`);
        });
        runner.on('fail', (test, error) => {
            failed += 1;
            say(`  ✗ ${test.title}`);
            for (const line of (error.stack ?? error.message).split('\n').slice(0, 12)) say(`      ${line}`);
        });
        runner.on('end', () => say(`${passed} passed, ${failed} failed`));
    }
}

function say(line: string): void {
    console.log(`[suite] ${line}`);
}
