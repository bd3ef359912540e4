/** What was found free is used later. */

import { assertionOf } from '../../flow/assertions.ts';
import type { Body, Step } from '../../flow/timeline.ts';
import type { AssignStmt, CallExpr } from '../../syntax/ast.ts';
import { anyExpr, dottedName } from '../../syntax/walk.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { quote } from '../wording.ts';
import { receiverOf, sourceIn } from './shared.ts';

export const checkThenAct: Rule = {
    meta: {
        name: 'check-then-act',
        family: 'concurrency',
        summary: 'A port or path is found free and used later',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports a test that binds a socket to port 0 to learn a free port, closes the socket and uses the number (silent if its name, or that of the test, says that nobody shall listen there); and `if not exists(path): makedirs(path)` in a worker or without `exist_ok`.',
            why: 'Between the check and the act another process or thread can take the port or make the folder. In parallel runs that happens.',
            example: `import socket

from shop import server


def test_server_answers():
    sock = socket.socket()
    sock.bind(('127.0.0.1', 0))
    port = sock.getsockname()[1]
    sock.close()
    assert server.serve(port).ping()
`,
            useInstead: `from shop import server


def test_server_answers():
    running = server.serve(port=0)
    assert running.port != 0
    assert running.ping()
`,
            references: [
                {
                    title: 'socket.create_server',
                    url: 'https://docs.python.org/3/library/socket.html#socket.create_server',
                },
                {
                    title: 'os.makedirs',
                    url: 'https://docs.python.org/3/library/os.html#os.makedirs',
                },
            ],
        },
    },
    triggers: ['.close()', 'makedirs', 'mkdir'],
    requires: /getsockname[\s\S]*\.close\(\)|(exists|isdir)\([\s\S]*(makedirs|mkdir)\(/,
    check(context) {
        const { unit, facts } = context;
        const timeline = facts.timeline(unit);
        for (const body of timeline?.bodies ?? []) {
            freedPort(body, context);
            madeFolder(body, context);
        }
    },
};

/** bind to port 0, ask for the number, close, use it. */
function freedPort({ steps }: Body, context: RuleContext): void {
    const { unit, report } = context;
    for (const step of steps) {
        const close = step.calls.find(c => c.name === 'close' && /socket\.socket\(\)/.test(c.origin ?? ''));
        const sock = close && receiverOf(close.expr, unit);
        if (!close || sock === undefined || step.stmt.kind !== 'expr') continue;
        const before = steps.slice(0, step.index);
        const bound = before.find(s =>
            s.calls.some(c => c.name === 'bind' && receiverOf(c.expr, unit) === sock && isPortZero(c.expr)),
        );
        const asked = before.find(
            s =>
                s.stmt.kind === 'assign' &&
                s.calls.some(c => c.name === 'getsockname' && receiverOf(c.expr, unit) === sock),
        );
        const listened = before.some(s =>
            s.calls.some(c => /^(listen|accept|connect)$/.test(c.name) && receiverOf(c.expr, unit) === sock),
        );
        const name = asked?.stmt.kind === 'assign' ? portName(asked.stmt) : undefined;
        if (!bound || name === undefined || listened) continue;
        const used = steps
            .slice(step.index + 1)
            .find(s => s.calls.some(c => !/^assert/.test(c.name) && mentions(c.expr, name)));
        if (!used || asksWhetherFree(used) || expectsRefusal(used) || saysRefusal(name, used, context))
            continue;
        report({
            at: step,
            message: `The port in \`${name}\` is free only until \`${sock}\` is closed: another process can take it before it is used`,
            confidence: 'medium',
            related: [
                { span: bound, message: 'the system picks a free port here' },
                { span: used, message: `\`${name}\` is used here` },
            ],
            explanation: {
                why: `After \`${sock}.close()\` nothing keeps the port for this test. With parallel runs, or a busy machine, somebody else gets the same number.`,
                solution:
                    'Let the server bind port 0 itself and ask it for its port, or hand it the bound socket.',
                evidence: '',
            },
        });
    }
}

/** `sock.close(); assert can_be_bound(port)`: that the port is free is what is tested. */
function asksWhetherFree(step: Step): boolean {
    return (
        assertionOf(step) !== undefined && step.calls.some(c => /bind|bound|free|avail|in_?use/i.test(c.name))
    );
}

/** A port that nobody listens on is what such a test needs. */
function expectsRefusal({ frames, stmt }: Step): boolean {
    const contexts = [stmt, ...frames.map(f => f.stmt)];
    return contexts.some(
        s =>
            s.kind === 'try' ||
            (s.kind === 'with' &&
                s.items.some(
                    i =>
                        i.context.kind === 'call' &&
                        /assertRaises|raises/.test(dottedName(i.context.func) ?? ''),
                )),
    );
}

/** `bad_port`, `unreachable = Parameters(port)`, `test_connection_refused`: nobody shall listen there. */
function saysRefusal(name: string, { stmt }: Step, { unit }: RuleContext): boolean {
    const made = stmt.kind === 'assign' ? stmt.targets.map(t => dottedName(t) ?? '') : [];
    return [name, ...made, unit.qualname].some(word => REFUSED.test(word));
}

const REFUSED =
    /bad|closed|dead|refus|unreach|invalid|wrong|unused_by|not_listen|no_?server|fail|down|broken|absent/i;

/** Only where other threads of the test do the same. */
function madeFolder({ steps, parent }: Body, { unit, report }: RuleContext): void {
    if (parent === undefined) return;
    for (const { stmt } of steps) {
        if (
            stmt.kind !== 'if' ||
            stmt.orelse.length > 0 ||
            stmt.test.kind !== 'unary' ||
            stmt.test.op !== 'not'
        )
            continue;
        const asked = stmt.test.operand;
        const [act] = stmt.body;
        if (asked.kind !== 'call' || act?.kind !== 'expr' || act.value.kind !== 'call') continue;
        const [path] = asked.args;
        const [made] = act.value.args;
        if (
            !/(^|\.)(exists|isdir)$/.test(dottedName(asked.func) ?? '') ||
            !/(^|\.)(makedirs|mkdir)$/.test(dottedName(act.value.func) ?? '')
        )
            continue;
        if (!path || !made || sourceIn(unit, path) !== sourceIn(unit, made) || act.value.keywords.length > 0)
            continue;
        report({
            at: stmt.test,
            message: `${quote(sourceIn(unit, path))} can be made by somebody else between this check and ${quote(sourceIn(unit, act.value))}`,
            confidence: 'medium',
            explanation: {
                why: 'Two workers that ask at the same time both see that the folder is missing; the second one fails.',
                solution: '`os.makedirs(path, exist_ok=True)` asks and acts in one step.',
                evidence: '',
            },
        });
    }
}

function isPortZero({ args }: CallExpr): boolean {
    const [address] = args;
    const port = address?.kind === 'tuple' ? address.items[1] : undefined;
    return port?.kind === 'number' && port.value === 0;
}

function portName(stmt: AssignStmt): string | undefined {
    const [target] = stmt.targets;
    if (target?.kind === 'name') return target.id;
    const last = target?.kind === 'tuple' ? target.items[1] : undefined;
    return last?.kind === 'name' ? last.id : undefined;
}

function mentions(expr: CallExpr, name: string): boolean {
    return anyExpr(expr, e => e.kind === 'name' && e.id === name);
}
