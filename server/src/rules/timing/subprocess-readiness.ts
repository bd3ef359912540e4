/** A process is started, and a fixed sleep stands for its being ready. */

import { readinessFixes } from '../../fixes/timing/readiness.ts';
import { delayName } from '../../flow/sleeps.ts';
import type { Draft, Rule } from '../rule.ts';
import { formatSeconds } from '../wording.ts';
import { ruleFor } from './claims.ts';
import { withFixes } from './fixable.ts';

export const subprocessReadiness: Rule = {
    meta: {
        name: 'subprocess-readiness',
        family: 'timing',
        summary: 'A sleep stands for a started process being ready to be contacted',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a sleep between the start of a process and the first connection or request to it. A read of a line that says that it is ready, or a poll of its port, keeps it silent; where the test accepts the connection itself, `sleep-as-sync` speaks.',
            why: 'Starting an interpreter and binding a port takes from milliseconds to many seconds. The test fails with a refused connection exactly when the machine is busy.',
            example: `import socket
import subprocess
import sys
import time


def test_echo():
    server = subprocess.Popen([sys.executable, '-m', 'shop.echo', '9000'])
    time.sleep(1)
    with socket.create_connection(('127.0.0.1', 9000)) as client:
        assert client.recv(5) == b'hello'
    server.terminate()
`,
            useInstead: `import socket
import subprocess
import sys


def test_echo():
    server = subprocess.Popen([sys.executable, '-m', 'shop.echo', '9000'], stdout=subprocess.PIPE)
    assert server.stdout.readline() == b'ready\\n'
    with socket.create_connection(('127.0.0.1', 9000)) as client:
        assert client.recv(5) == b'hello'
    server.terminate()
`,
            references: [
                {
                    title: 'subprocess.Popen',
                    url: 'https://docs.python.org/3/library/subprocess.html#subprocess.Popen',
                },
            ],
        },
    },
    triggers: ['sleep'],
    check(context) {
        for (const site of context.sleeps()) {
            if (ruleFor(site) !== 'subprocess-readiness' || !site.started) continue;
            const length = site.seconds === undefined ? '' : ` of ${formatSeconds(site.seconds)}`;
            const started = site.started.label.replace(/ was started$/, '');
            const draft: Draft = {
                at: site.call.expr,
                message: `\`${delayName(site.call)}\`${length} stands for ${started} being ready; the connection fails when starting takes longer`,
                confidence: 'high',
                related: site.timeline.calls.includes(site.started.call)
                    ? [{ span: site.started.call.expr, message: 'the process is started here' }]
                    : [],
                explanation: {
                    why: 'The process says nothing about being ready, so the test guesses how long it takes.',
                    solution:
                        'Let the process print a line when it is ready and read that line, or poll its port with a deadline.',
                    evidence: '',
                },
            };
            const fixes = () => readinessFixes(site, context.facts, context.config);
            context.report(withFixes(draft, site.timeline, fixes));
        }
    },
};
