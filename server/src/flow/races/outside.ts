/** What roots share outside of Python's objects: files and the environment, by the name that the code gives them. */
import type { Resolver } from '../../model/resolve.ts';
import type { Scope } from '../../model/scope.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { argumentAt } from '../timeline.ts';
import type { AccessMode } from './program.ts';

export interface OutsideAccess {
    readonly variable: string;
    readonly name: string;
    readonly mode: AccessMode;
    /** Files are seen by other processes, the environment is not. */
    readonly acrossProcesses: boolean;
}

const READS_PATH = /^(read_text|read_bytes|exists|is_file|stat)$/;
const WRITES_PATH = /^(write_text|write_bytes|touch|unlink)$/;
const READS_FILE = /^os\.(path\.(exists|isfile|getsize)|stat)$/;
const WRITES_FILE = /^os\.(remove|unlink|mknod|truncate)$/;
const READS_ENVIRONMENT = /^os\.(getenv|environ\.get)$/;
const WRITES_ENVIRONMENT =
    /^(os\.(putenv|unsetenv|environ\.(pop|setdefault))|(fixture|param):monkeypatch\.(setenv|delenv))$/;
const READS_HANDLE = /^(read|readline|readlines)$/;
const WRITES_HANDLE = /^(write|writelines)$/;

export class Outside {
    readonly #resolver: Resolver;
    readonly #identity: (expr: Expr, scope: Scope) => string | undefined;

    constructor(resolver: Resolver, identity: (expr: Expr, scope: Scope) => string | undefined) {
        this.#resolver = resolver;
        this.#identity = identity;
    }

    /** What a call does to a file or to a variable of the environment. */
    ofCall(call: CallExpr, scope: Scope): OutsideAccess | undefined {
        const { func, args } = call;
        const origin = this.#resolver.origin(func, scope) ?? '';
        const [first] = args;
        if (origin === 'open' || origin === 'io.open') return this.#file(first, scope, modeOfOpen(call));
        if (READS_FILE.test(origin)) return this.#file(first, scope, 'read');
        if (WRITES_FILE.test(origin)) return this.#file(first, scope, 'write');
        if (READS_ENVIRONMENT.test(origin)) return environment(first, 'read');
        if (WRITES_ENVIRONMENT.test(origin)) return environment(first, 'write');
        if (func.kind !== 'attribute') return undefined;
        if (READS_PATH.test(func.attr)) return this.#file(func.value, scope, 'read');
        if (WRITES_PATH.test(func.attr)) return this.#file(func.value, scope, 'write');
        if (READS_HANDLE.test(func.attr)) return this.#opened(func.value, scope, 'read');
        return WRITES_HANDLE.test(func.attr) ? this.#opened(func.value, scope, 'write') : undefined;
    }

    /** `os.environ['HOME']` */
    ofSubscript(expr: Expr, scope: Scope, mode: AccessMode): OutsideAccess | undefined {
        if (expr.kind !== 'subscript' || this.#resolver.origin(expr.value, scope) !== 'os.environ')
            return undefined;
        return environment(expr.indices[0], mode);
    }

    #file(path: Expr | undefined, scope: Scope, mode: AccessMode): OutsideAccess | undefined {
        const key = path && this.#keyOf(path, scope);
        return key && { variable: `file:${key.key}`, name: key.name, mode, acrossProcesses: true };
    }

    /** `with open(path) as f: f.read()` */
    #opened(handle: Expr, scope: Scope, mode: AccessMode): OutsideAccess | undefined {
        const made = handle.kind === 'name' ? this.#creation(handle.id, scope) : handle;
        if (made?.kind !== 'call' || this.#resolver.origin(made.func, scope) !== 'open') return undefined;
        return this.#file(made.args[0], scope, mode);
    }

    #creation(name: string, scope: Scope): Expr | undefined {
        const found = this.#resolver.lookup(name, scope);
        const last = found?.bindings.at(-1);
        return last?.kind === 'with' || last?.kind === 'assign' ? last.value : undefined;
    }

    /** A literal, a variable of both, or `tmp_path / 'out.txt'` of them. */
    #keyOf(path: Expr, scope: Scope): { key: string; name: string } | undefined {
        if (path.kind === 'string')
            return path.value === undefined ? undefined : { key: `"${path.value}"`, name: path.value };
        if (path.kind === 'binary' && path.op === '/') {
            const left = this.#keyOf(path.left, scope);
            const right = this.#keyOf(path.right, scope);
            return left && right && { key: `${left.key}/${right.key}`, name: `${left.name}/${right.name}` };
        }
        if (path.kind === 'call') {
            const [only] = path.args;
            const wraps = /^(pathlib\.Path|str|os\.fspath)(\(\))?$/.test(
                this.#resolver.origin(path.func, scope) ?? '',
            );
            return wraps && only && path.args.length === 1 ? this.#keyOf(only, scope) : undefined;
        }
        if (path.kind !== 'name' && path.kind !== 'attribute') return undefined;
        const identity = this.#identity(path, scope);
        const name = path.kind === 'name' ? path.id : path.attr;
        return identity === undefined ? undefined : { key: identity, name };
    }
}

function environment(name: Expr | undefined, mode: AccessMode): OutsideAccess | undefined {
    if (name?.kind !== 'string' || name.value === undefined) return undefined;
    const { value } = name;
    return { variable: `env:${value}`, name: `os.environ['${value}']`, mode, acrossProcesses: false };
}

/** What is opened to be read is read later, by way of its handle. */
function modeOfOpen(call: CallExpr): AccessMode {
    const mode = argumentAt(call, { index: 1, keyword: 'mode' });
    return mode?.kind === 'string' && /[wax+]/.test(mode.value ?? '') ? 'write' : 'read';
}
