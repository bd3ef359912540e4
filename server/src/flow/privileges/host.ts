/** Calls that use rights over the machine itself. */
import { foldNumber } from '../../model/constants.ts';
import type { Expr, FunctionStmt } from '../../syntax/ast.ts';
import { lastName, walkExpr } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import {
    CONTAINER_CALLS,
    CONTAINER_FLAGS,
    ELEVATORS,
    HARMLESS_FOLDERS,
    HOME_FOLDERS,
    IDENTITY,
    OPENERS,
    PATH_WRITERS,
    ROOT_FLAG,
    RUNNERS,
    RUNS_AS_OWNER,
    SYSTEM_FOLDERS,
    WORLD_WRITABLE,
    WRITERS,
} from '../libraries/privileges/host.ts';
import { argumentAt, type Call } from '../timeline.ts';
import { eachExpr, textOf } from './surroundings.ts';

export interface HostUse {
    readonly kind: 'root' | 'mode' | 'container' | 'system' | 'home';
    /** A clause that follows the name of the test: ``runs `systemctl` through `sudo` ``. */
    readonly what: string;
    /** Equal for uses that are one finding. */
    readonly key: string;
    /** Names by which a mock would replace the call. */
    readonly names: readonly string[];
}

export function hostUse(call: Call, facts: FileFacts): HostUse | undefined {
    const found =
        commandUse(call, facts) ?? identityUse(call, facts) ?? modeUse(call, facts) ?? containerUse(call);
    return found ?? writeUse(call, facts);
}

function use(kind: HostUse['kind'], what: string, call: Call, key = `${call.expr.start}`): HostUse {
    const names = [call.name, ...(call.origin?.split('.') ?? [])].filter(n => n !== '' && n !== 'os');
    return { kind, what, key, names: [...names, ...(call.origin === undefined ? [] : [call.origin])] };
}

function commandUse(call: Call, facts: FileFacts): HostUse | undefined {
    const { expr, origin = '' } = call;
    if (
        ROOT_FLAG.callee.test(origin) &&
        expr.keywords.some(k => k.name === ROOT_FLAG.keyword && isTrue(k.value))
    ) {
        // Unit tests replace the runner somewhere above.
        if (/\/unit\//.test(facts.module.path)) return undefined;
        return use('root', 'runs a command as root', call, 'root');
    }
    if (!RUNNERS.test(origin)) return undefined;
    const words = commandWords(call, facts);
    const [first, ...rest] = words;
    const program = first?.split('/').at(-1) ?? '';
    const isSu = program === 'su' && /^(-|-c|-l|root|--login)$/.test(rest[0] ?? '');
    if (ELEVATORS.has(program) || isSu) {
        const run = rest.find(w => w !== '' && !w.startsWith('-') && !/^[A-Z_]+=/.test(w));
        return use(
            'root',
            `runs ${run ? `\`${run}\`` : 'a command'} through \`${program}\``,
            call,
            `root ${program}`,
        );
    }
    const user = expr.keywords.find(k => k.name === 'user' || k.name === 'group')?.value;
    if (
        user &&
        ((user.kind === 'string' && user.value === 'root') || (user.kind === 'number' && user.value === 0))
    )
        return use('root', 'runs a command as root', call, 'root');
    if (!/^(docker|podman|nerdctl)$/.test(program)) return undefined;
    const flag = words.find(
        (w, i) => CONTAINER_FLAGS.test(w) || CONTAINER_FLAGS.test(`${w}=${words[i + 1] ?? ''}`),
    );
    if (flag) return use('container', `starts a container with \`${flag}\``, call);
    const socket = words.some(w => w.includes('/var/run/docker.sock'));
    return socket ? use('container', 'hands the Docker socket to a container', call) : undefined;
}

/** The words of the command, as far as they are literal. */
function commandWords(call: Call, facts: FileFacts): string[] {
    const { expr, origin = '' } = call;
    const { scope } = call.step.body;
    const text = (e: Expr) => textOf(e, scope, facts) ?? '';
    if (/execute$|create_subprocess_exec$|os\.exec/.test(origin)) return expr.args.map(text);
    let command = expr.args[0] ?? expr.keywords.find(k => k.name === 'args')?.value;
    if (command?.kind === 'name') {
        const found = facts.resolver.lookup(command.id, scope);
        const binding = found?.bindings.length === 1 ? found.bindings[0] : undefined;
        if (binding?.kind === 'assign') command = binding.value;
    }
    while (command?.kind === 'binary' && command.op === '+') command = command.left;
    if (command?.kind === 'list' || command?.kind === 'tuple') return command.items.map(text);
    return command ? text(command).trim().split(/\s+/) : [];
}

function identityUse(call: Call, facts: FileFacts): HostUse | undefined {
    const { expr, origin = '' } = call;
    if (!IDENTITY.test(origin)) return undefined;
    const isZero = expr.args.some(a => foldNumber(a, call.step.body.scope, facts.resolver) === 0);
    return isZero ? use('root', `becomes root with \`${origin}\``, call) : undefined;
}

function modeUse(call: Call, facts: FileFacts): HostUse | undefined {
    const { expr, name, origin = '' } = call;
    if (name !== 'chmod') return undefined;
    const isMethod = origin !== 'os.chmod' && expr.func.kind === 'attribute';
    const mode = argumentAt(expr, { index: isMethod ? 0 : 1, keyword: 'mode' });
    const path = isMethod && expr.func.kind === 'attribute' ? expr.func.value : expr.args[0];
    if (!mode || !path) return undefined;
    const { scope } = call.step.body;
    const bits = modeBits(mode, call, facts);
    const opens = (bits & WORLD_WRITABLE) !== 0;
    if (!opens && (bits & RUNS_AS_OWNER) === 0) return undefined;
    // Files of unknown place are mostly temporary ones.
    const text = textOf(path, scope, facts);
    if (text === undefined || !isOutsideTemporary(text)) return undefined;
    const what = opens ? 'lets everybody write to' : 'sets the setuid or setgid bit of';
    return use('mode', `${what} \`${text}\``, call);
}

const MODE_NAMES: Readonly<Record<string, number>> = {
    S_IWOTH: WORLD_WRITABLE,
    S_IRWXO: 0o007,
    S_ISUID: 0o4000,
    S_ISGID: 0o2000,
};

function modeBits(mode: Expr, call: Call, facts: FileFacts): number {
    const folded = foldNumber(mode, call.step.body.scope, facts.resolver);
    if (folded !== undefined) return folded;
    let bits = 0;
    walkExpr(mode, e => {
        const name = lastName(e);
        if (name !== undefined && Object.hasOwn(MODE_NAMES, name)) bits |= MODE_NAMES[name] ?? 0;
    });
    return mode.kind === 'unary' ? 0 : bits;
}

function isOutsideTemporary(path: string): boolean {
    // A bare name lies in the working folder, which runners of tests often make a temporary one.
    if (!path.includes('/')) return false;
    return !/^(\/(tmp|private\/tmp|dev\/shm)(\/|$))|@test|te?mp/i.test(path) && !HARMLESS_FOLDERS.test(path);
}

function containerUse(call: Call): HostUse | undefined {
    const { expr, name } = call;
    const flag = expr.keywords.find(k => k.name === 'privileged' && isTrue(k.value));
    if (flag && CONTAINER_CALLS.test(name)) return use('container', 'starts a privileged container', call);
    const caps = expr.keywords.find(k => k.name === 'cap_add')?.value;
    if (
        caps?.kind === 'list' &&
        caps.items.some(i => i.kind === 'string' && /^(ALL|SYS_ADMIN)$/.test(i.value ?? ''))
    )
        return use('container', 'starts a container with all capabilities', call);
    return undefined;
}

/** `{'securityContext': {'privileged': True}}`, or in a file that imports a container library. */
export function privilegedEntries(fn: FunctionStmt, usesContainers: boolean): Expr[] {
    const found: Expr[] = [];
    const inspect = (dict: Expr, isContext: boolean) => {
        if (dict.kind !== 'dict') return;
        for (const { key, value } of dict.entries) {
            const name = key?.kind === 'string' ? (key.value ?? '') : '';
            if (isContext && /^privileged$/i.test(name) && isTrue(value) && !found.includes(value))
                found.push(value);
            else inspect(value, isContext || /^(security_?context|host_?config)$/i.test(name));
        }
    };
    eachExpr(fn, (expr, stmt) => {
        if (expr.kind === 'dict' && stmt.kind !== 'assert') inspect(expr, usesContainers);
    });
    return found;
}

function writeUse(call: Call, facts: FileFacts): HostUse | undefined {
    for (const path of writtenPaths(call)) {
        const text = textOf(path, call.step.body.scope, facts);
        if (text === undefined) continue;
        const shown = `\`${text}\``;
        if (SYSTEM_FOLDERS.test(text) && !HARMLESS_FOLDERS.test(text))
            return use('system', `writes to ${shown}`, call, `system ${text}`);
        if (HOME_FOLDERS.test(text)) return use('home', `writes to ${shown}`, call, `home ${text}`);
    }
    return undefined;
}

function writtenPaths({ expr, name, origin }: Call): readonly Expr[] {
    if (origin !== undefined && Object.hasOwn(WRITERS, origin))
        return (WRITERS[origin] ?? []).flatMap(index => expr.args[index] ?? []);
    if (origin !== undefined && OPENERS.test(origin)) {
        const mode = argumentAt(expr, { index: 1, keyword: 'mode' });
        const writes = mode?.kind === 'string' && /[wax+]/.test(mode.value ?? '');
        return writes ? expr.args.slice(0, 1) : [];
    }
    if (expr.func.kind !== 'attribute') return [];
    if (PATH_WRITERS.test(name)) return isPath(expr.func.value, origin) ? [expr.func.value] : [];
    const mode = name === 'open' ? expr.args[0] : undefined;
    return mode?.kind === 'string' && /^[wax]/.test(mode.value ?? '') ? [expr.func.value] : [];
}

/** `'a'.replace(…)` is about a text, not a file. */
function isPath(receiver: Expr, origin: string | undefined): boolean {
    return receiver.kind !== 'string' && !(origin?.startsWith('str()') ?? false);
}

function isTrue(expr: Expr): boolean {
    return expr.kind === 'constant' && expr.value === true;
}
