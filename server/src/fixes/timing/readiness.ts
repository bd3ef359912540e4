/** A process that was started is ready when it says so or accepts a connection, not after a while. */
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import type { Call, Step } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { receiverName, walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer, sourceOf, unittestSelf } from '../place.ts';
import { quoted, replaceStatement } from '../source.ts';
import { assignedTo } from '../workers.ts';
import { type Address, contactedAddress, meantBy } from './ready-address.ts';
import { isStatement } from './statement.ts';

/** How many steps behind the sleep the first contact may lie. */
const FIRST_CONTACT = 6;

/** A process that the test holds. */
interface Process {
    readonly name: string;
    readonly call: Call;
    /** What is `None` as long as it runs. */
    readonly exit: string;
    readonly isAsync: boolean;
}

/** Reading the line that the process writes to its pipe; polling the port that the test contacts next. */
export function readinessFixes(site: SleepSite, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const place = placeOf(site.timeline, facts, options);
    const start = site.started?.call;
    const process = place && start && processOf(start, place);
    const { step } = site.call;
    if (!process || !isStatement(site.call) || start.step.body !== step.body) return [];
    const next = step.body.steps.slice(step.index + 1, step.index + 1 + FIRST_CONTACT);
    const address = contactedAddress(next, place);
    const found = [readLine(process, site, place), address && pollPort(address, process, site, place)];
    return found.filter(fix => fix !== undefined);
}

function processOf(call: Call, place: Place): Process | undefined {
    const name = assignedTo(call, place) ?? enteredAs(call, place);
    if (call.origin === 'subprocess.Popen')
        return name === undefined ? undefined : { name, call, exit: `${name}.poll()`, isAsync: false };
    if (call.origin === 'multiprocessing.Process().start') {
        const handle = receiverName(call.expr);
        return handle === undefined
            ? undefined
            : { name: handle, call, exit: `${handle}.exitcode`, isAsync: false };
    }
    if (!call.awaited || !call.name.startsWith('create_subprocess_')) return undefined;
    const handle = name ?? awaitedInto(call, place);
    return handle === undefined
        ? undefined
        : { name: handle, call, exit: `${handle}.returncode`, isAsync: true };
}

/** `with Popen(...) as server:` */
function enteredAs({ expr, step: { stmt } }: Call, place: Place): string | undefined {
    const item = stmt.kind === 'with' ? stmt.items.find(i => i.context === expr) : undefined;
    return item?.target?.kind === 'name' ? sourceOf(place, item.target) : undefined;
}

/** `server = await create_subprocess_exec(...)` */
function awaitedInto({ expr, step: { stmt } }: Call, place: Place): string | undefined {
    if (stmt.kind !== 'assign' || stmt.value?.kind !== 'await' || stmt.value.value !== expr) return undefined;
    const [target] = stmt.targets;
    return stmt.targets.length === 1 && target?.kind === 'name' ? sourceOf(place, target) : undefined;
}

/** Connects until the port accepts; fails when the time is up, and at once when the process has exited. */
function pollPort(address: Address, process: Process, site: SleepSite, place: Place): FixPlan | undefined {
    const { step, expr, awaited } = site.call;
    const { style, timeout } = place;
    const { isAsync } = step.body;
    const clock = refer(place, step.body, step.start, 'time', 'monotonic');
    const connect = isAsync
        ? refer(place, step.body, step.start, 'asyncio', 'open_connection')
        : refer(place, step.body, step.start, 'socket', 'create_connection');
    if (!clock || !connect || isAsync !== awaited) return undefined;
    const taken = new Set(place.taken);
    const deadline = freshName('deadline', taken);
    const writer = freshName('writer', taken);
    const says = asserting(step, place);
    const attempt = isAsync
        ? [`_, ${writer} = await ${connect.text}(${address.host}, ${address.port})`, `${writer}.close()`]
        : [`${connect.text}(${address.pair ?? `(${address.host}, ${address.port})`}, timeout=1).close()`];
    const one = style.indent;
    const lines = [
        `${deadline} = ${clock.text}() + ${timeout}`,
        'while True:',
        one + says.none(process.exit, `${process.name} exited before it was ready`),
        `${one}try:`,
        ...attempt.map(line => one + one + line),
        `${one}${one}break`,
        `${one}except OSError:`,
        one +
            one +
            says.less(`${clock.text}()`, deadline, `${process.name} accepted no connection in ${timeout} s`),
        `${one}${one}${awaited ? 'await ' : ''}${sourceOf(place, expr.func)}(0.05)`,
    ];
    return makeFix(
        'poll-port',
        `Poll the port until \`${process.name}\` accepts (unsafe: makes a connection of its own, ${timeout} s at most)`,
        [replaceStatement(place.text, absolute(place, step), lines, style, true), clock.edits, connect.edits],
    );
}

/** The two assertions in the test's own style. */
function asserting(step: Step, place: Place) {
    const self = unittestSelf(place, step.body);
    const text = (message: string) => quoted(message, place.style);
    return self === undefined
        ? {
              none: (value: string, message: string) => `assert ${value} is None, ${text(message)}`,
              less: (a: string, b: string, message: string) => `assert ${a} < ${b}, ${text(message)}`,
              true: (value: string, message: string) => `assert ${value}, ${text(message)}`,
          }
        : {
              none: (value: string, message: string) => `${self}.assertIsNone(${value}, ${text(message)})`,
              less: (a: string, b: string, message: string) =>
                  `${self}.assertLess(${a}, ${b}, ${text(message)})`,
              true: (value: string, message: string) => `${self}.assertTrue(${value}, ${text(message)})`,
          };
}

/** What a program prints when it can be contacted. */
const SAYS_READY = /\b(print|write)\([^)\n]*\b(ready|listening|started|serving|running|port)\b/i;

/** Reads the line by which the process says that it is ready, where nobody else reads its pipe. */
function readLine(process: Process, site: SleepSite, place: Place): FixPlan | undefined {
    const { step } = site.call;
    const { expr } = process.call;
    const pipe = expr.keywords.find(k => k.name === 'stdout')?.value;
    if (!pipe || !/(^|\.)PIPE$/.test(sourceOf(place, pipe)) || !printsReady(expr.args, place))
        return undefined;
    const reads = new RegExp(`\\b${process.name.replaceAll('.', '\\.')}\\.(stdout|communicate)\\b`);
    if (reads.test(place.unit.text)) return undefined;
    const { timeout } = place;
    const says = asserting(step, place);
    const exited = `${process.name} exited before it was ready`;
    const line = `${process.name}.stdout.readline()`;
    const [from, member] = process.isAsync ? ['asyncio', 'wait_for'] : ['select', 'select'];
    const library = from && member && refer(place, step.body, step.start, from, member);
    if (!library) return undefined;
    const lines = process.isAsync
        ? [says.true(`await ${library.text}(${line}, timeout=${timeout})`, exited)]
        : [
              says.true(
                  `${library.text}([${process.name}.stdout], [], [], ${timeout})[0]`,
                  `${process.name} wrote nothing in ${timeout} s`,
              ),
              says.true(line, exited),
          ];
    const span = absolute(place, step);
    const edits: (SpanEdit | readonly SpanEdit[] | undefined)[] = [
        replaceStatement(place.text, span, lines, place.style),
        library.edits,
        removeUnusedImport(place.module, 'time', [span]),
    ];
    return makeFix(
        'ready-line',
        `Read the line by which \`${process.name}\` says that it is ready (unsafe: takes it out of the pipe, ${timeout} s at most)`,
        edits,
    );
}

/** A program that is part of the command, or a constant that it names: it prints that it is ready, at once. */
function printsReady(command: readonly Expr[], place: Place): boolean {
    let prints = false;
    let flushes = false;
    const visit = (e: Expr) => {
        const text = e.kind === 'name' ? meantBy(e, place) : e;
        if (text.kind !== 'string' || text.value === undefined) return;
        if (SAYS_READY.test(text.value)) prints = true;
        if (text.value === '-u' || /\bflush\b/.test(text.value)) flushes = true;
    };
    for (const part of command) walkExpr(meantBy(part, place), visit);
    return prints && flushes;
}
