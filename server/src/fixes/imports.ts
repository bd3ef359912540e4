/** Makes a library's function or class available in a file, as the file does it already. */
import type { ModuleModel } from '../model/module.ts';
import type { Resolver } from '../model/resolve.ts';
import type { Binding, Scope } from '../model/scope.ts';
import type { Expr, ImportStmt } from '../syntax/ast.ts';
import type { SpanEdit } from './edits.ts';
import { deleteLines, endsLine, lineEnd, lineStart, nextLine, type SourceStyle } from './source.ts';

/** How to write a reference, and what must be inserted for it. */
export interface Reference {
    /** `threading.Event`, `Event`, or with the file's own alias. */
    readonly text: string;
    readonly edits: readonly SpanEdit[];
}

/** An import statement at the left margin; absolute offsets. */
interface ImportLine {
    readonly stmt: ImportStmt;
    readonly start: number;
    readonly end: number;
}

/** Where a reference will stand: what is visible there decides how it is written. */
export interface ReferenceSite {
    readonly module: ModuleModel;
    readonly resolver: Resolver;
    readonly scope: Scope;
    /** Offset in the unit: an import inside the function counts only above it. */
    readonly at: number;
    readonly style: SourceStyle;
}

/**
 * A reference to `member` of the library module `from`.
 *
 * @returns `undefined` where the module's name means something else
 */
export function reference(site: ReferenceSite, from: string, member: string): Reference | undefined {
    const visible = visibleReference(site, from, member);
    if (visible !== undefined) return { text: visible, edits: [] };
    const { module, style } = site;
    const lines = importLines(module);
    const fromLine = lines.find(l => l.stmt.module === from && !l.stmt.wildcard);
    if (fromLine && isFree(member, site)) {
        const edit = extendFrom(module.text, fromLine, member);
        if (edit) return { text: member, edits: [edit] };
    }
    if (writesFromOnly(lines) && isFree(member, site)) {
        return {
            text: member,
            edits: [insertImport(module, lines, `from ${from} import ${member}`, from, style)],
        };
    }
    const root = from.split('.', 1)[0] ?? from;
    if (!isFree(root, site)) return undefined;
    return {
        text: `${from}.${member}`,
        edits: [insertImport(module, lines, `import ${from}`, from, style)],
    };
}

/** The way in which the place can name it already. */
function visibleReference(site: ReferenceSite, from: string, member: string): string | undefined {
    const wanted = `${from}.${member}`;
    for (let scope: Scope | undefined = site.scope; scope; scope = scope.parent) {
        for (const [name, bindings] of scope.bindings) {
            if (!bindings.every(b => isUsable(b, scope, site))) continue;
            if (site.resolver.lookup(name, site.scope)?.scope !== scope) continue;
            const expr: Expr = { kind: 'name', id: name, start: site.at, end: site.at };
            const origin = site.resolver.origin(expr, site.scope);
            if (origin === wanted) return name;
            const attribute: Expr = {
                kind: 'attribute',
                value: expr,
                attr: member,
                start: site.at,
                end: site.at,
            };
            if (origin !== undefined && site.resolver.origin(attribute, site.scope) === wanted)
                return `${name}.${member}`;
        }
    }
    return undefined;
}

/** An import counts where it is unconditional: at the left margin, or above the place in the same function. */
function isUsable(binding: Binding, scope: Scope, site: ReferenceSite): boolean {
    if (binding.kind !== 'import') return false;
    if (scope.parent === undefined) {
        const { text } = site.module;
        return lineStart(text, binding.at) === binding.at;
    }
    return binding.at < site.at;
}

/** Whether a name can be bound at module level without meaning something else where it will be used. */
function isFree(name: string, site: ReferenceSite): boolean {
    const found = site.resolver.lookup(name, site.scope);
    if (!found) return true;
    // An import under a condition, such as TYPE_CHECKING, may be repeated at the margin.
    return (
        found.scope.parent === undefined &&
        found.bindings.every(b => b.kind === 'import' && b.qualified === name)
    );
}

export function importLines(module: ModuleModel): ImportLine[] {
    const { text } = module;
    const found: ImportLine[] = [];
    for (const unit of module.statements) {
        if (!/^(import|from)\b/.test(unit.text) || lineStart(text, unit.start) !== unit.start) continue;
        const { stmt } = unit.lower();
        if (stmt.kind === 'import') found.push({ stmt, start: unit.start, end: unit.end });
    }
    return found;
}

/** A file that never says `import x` for the standard library is spared from it. */
function writesFromOnly(lines: readonly ImportLine[]): boolean {
    const standard = lines.filter(l => isStandard(moduleOf(l.stmt)) && l.stmt.module !== '__future__');
    return standard.length > 0 && standard.every(l => l.stmt.module !== undefined);
}

/** Adds a name to `from x import a, b`, in its place if the names are sorted. */
export function extendFrom(
    text: string,
    line: { readonly stmt: ImportStmt; readonly start: number; readonly end: number },
    member: string,
): SpanEdit | undefined {
    const { stmt, start, end } = line;
    if (stmt.names.some(n => n.name === member && n.alias === undefined)) return undefined;
    const code = text.slice(start, end);
    const head = /^from\s+[\w.]+\s+import\s*\(?\s*/.exec(code)?.[0].length;
    if (head === undefined || code.includes('#') || code.includes('\\')) return undefined;
    const names = stmt.names.map(n => n.name);
    const order = [compareByType, compare].find(by =>
        names.every((n, i) => i === 0 || by(names[i - 1] ?? '', n) <= 0),
    );
    const next = order && names.find(n => order(member, n) < 0);
    const last = names.at(-1);
    const beside = next ?? last;
    if (beside === undefined) return undefined;
    const found = new RegExp(`\\b${beside}\\b(\\s+as\\s+\\w+)?`).exec(code.slice(head));
    if (!found) return undefined;
    const at = start + head + found.index;
    const onOwnLine = /\n([ \t]*)$/.exec(text.slice(start, at));
    const gap = onOwnLine ? `,${/\r\n/.test(code) ? '\r\n' : '\n'}${onOwnLine[1] ?? ''}` : ', ';
    if (next !== undefined) return { start: at, end: at, newText: member + gap };
    const behind = at + found[0].length;
    return { start: behind, end: behind, newText: gap + member };
}

/** Puts an import statement into the group of its kind, in alphabetical order. */
function insertImport(
    module: ModuleModel,
    lines: readonly ImportLine[],
    statement: string,
    from: string,
    style: SourceStyle,
): SpanEdit {
    const { text } = module;
    const line = statement + style.newline;
    const insertAt = (at: number, newText: string): SpanEdit => ({ start: at, end: at, newText });
    const own = leadingGroup(lines, text);
    const standard = own.filter(l => isStandard(moduleOf(l.stmt)) && l.stmt.module !== '__future__');
    const sameStyle = standard.filter(l => (l.stmt.module === undefined) === statement.startsWith('import'));
    const peers = sameStyle.length > 0 ? sameStyle : standard;
    const next = peers.find(l => compare(from, moduleOf(l.stmt)) < 0);
    if (next && sameStyle.length > 0) return insertAt(next.start, line);
    const last = peers.at(-1);
    if (last) {
        // Plain imports stand above the from-imports of their group.
        if (sameStyle.length === 0 && statement.startsWith('import') && peers[0])
            return insertAt(peers[0].start, line);
        return insertAfter(last.end);
    }
    const future = own.filter(l => l.stmt.module === '__future__').at(-1);
    const first = own.find(l => l.stmt.module !== '__future__');
    if (first) return insertAt(first.start, line + style.newline);
    if (future) return insertAfter(future.end, style.newline);
    return insertAtTop(module, line, style);

    function insertAfter(end: number, gap = ''): SpanEdit {
        if (!text.slice(end).includes('\n')) return insertAt(text.length, style.newline + gap + line);
        return insertAt(nextLine(text, end), gap + line);
    }
}

/** Imports before the first definition: a late import would not help those above it. */
function leadingGroup(lines: readonly ImportLine[], text: string): readonly ImportLine[] {
    const definition = /^(?:def|class|async def|@)/m.exec(text)?.index ?? text.length;
    return lines.filter(l => l.start < definition);
}

/** A file without imports: below its first comments and its docstring. */
function insertAtTop(module: ModuleModel, line: string, style: SourceStyle): SpanEdit {
    const { text } = module;
    const first = module.statements[0];
    const isDocstring = first !== undefined && /^[rRuUbB]{0,2}["']/.test(first.text);
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    if (isDocstring && text.slice(start, first.start).replace(/#.*/g, '').trim() === '') {
        const at = nextLine(text, first.end);
        if (endsLine(text, first.end) && at > lineEnd(text, first.end)) {
            const isBlankBelow = text.slice(at, nextLine(text, at)).trim() === '';
            return {
                start: at,
                end: at,
                newText: style.newline + line + (isBlankBelow ? '' : style.newline),
            };
        }
    }
    let at = start;
    while (/^[ \t]*#/.test(text.slice(at, nextLine(text, at))) && nextLine(text, at) > at)
        at = nextLine(text, at);
    const below = /^\s*/.exec(text.slice(at))?.[0] ?? '';
    const isDefinition = /^(?:def|class|async|@)/.test(text.slice(at + below.length));
    const gap = below.includes('\n') ? '' : style.newline + (isDefinition ? style.newline : '');
    return { start: at, end: at, newText: line + gap };
}

/**
 * Takes `import time`, or the names of `from time import sleep`, away if nothing but the given places uses them;
 * text in strings counts as use, so that in doubt the import stays.
 *
 * @param replaced absolute spans that the fix removes
 */
export function removeUnusedImport(
    module: ModuleModel,
    name: string,
    replaced: readonly { readonly start: number; readonly end: number }[],
): SpanEdit[] {
    const { text } = module;
    const lines = importLines(module);
    const plain = lines.find(
        l => l.stmt.names.length === 1 && l.stmt.module === undefined && l.stmt.names[0]?.name === name,
    );
    const edits: SpanEdit[] = [];
    if (plain && plain.stmt.names[0]?.alias === undefined && losesItsUse(module, name, plain, replaced)) {
        const edit = deleteLines(text, plain);
        if (edit) edits.push(edit);
    }
    for (const line of lines.filter(l => l.stmt.module === name && !l.stmt.wildcard)) {
        const unused = line.stmt.names.filter(n => losesItsUse(module, n.alias ?? n.name, line, replaced));
        const edit =
            unused.length === line.stmt.names.length
                ? deleteLines(text, line)
                : unused.length === 1 && unused[0] && withoutName(text, line, unused[0].name);
        if (edit) edits.push(edit);
    }
    return edits;
}

/** Whether the given places, and nothing else, use a name that a line imports. */
function losesItsUse(
    module: ModuleModel,
    name: string,
    line: ImportLine,
    replaced: readonly { readonly start: number; readonly end: number }[],
): boolean {
    const uses = [...module.text.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'))].map(m => m.index);
    const isReplaced = (at: number) => replaced.some(s => s.start <= at && at < s.end);
    // What was not used before is none of the fix's business.
    if (!uses.some(isReplaced)) return false;
    const others = uses.filter(at => !isReplaced(at) && !(line.start <= at && at < line.end));
    return others.every(at => isInComment(module, at));
}

/** One of several names of `from x import a, b` goes, with its comma. */
function withoutName(text: string, line: ImportLine, name: string): SpanEdit | undefined {
    const code = text.slice(line.start, line.end);
    const head = code.indexOf('import') + 'import'.length;
    const found = new RegExp(`(,\\s*)?\\b${name}\\b(\\s+as\\s+\\w+)?(\\s*,\\s*)?`).exec(code.slice(head));
    if (!found || code.includes('#')) return undefined;
    const start = line.start + head + found.index;
    const end = start + found[0].length;
    // Between two others one comma stays: the one in front.
    return { start, end, newText: found[1] !== undefined && found[3] !== undefined ? found[1] : '' };
}

function isInComment(module: ModuleModel, at: number): boolean {
    const unit = module.functions.find(f => f.start <= at && at < f.end);
    const [comments, base] = unit ? [unit.comments(), unit.start] : [module.comments, 0];
    return comments.some(c => c.start + base <= at && at < c.end + base);
}

function moduleOf(stmt: ImportStmt): string {
    return stmt.module ?? stmt.names[0]?.name ?? '';
}

function compare(a: string, b: string): number {
    const [x, y] = [a.toLowerCase(), b.toLowerCase()];
    return x < y ? -1 : x > y ? 1 : 0;
}

/** Constants, then classes, then the rest, as isort and ruff sort the names of one line. */
function compareByType(a: string, b: string): number {
    const rank = (name: string) => (/^[A-Z][A-Z0-9_]+$/.test(name) ? 0 : /^[A-Z]/.test(name) ? 1 : 2);
    return rank(a) - rank(b) || compare(a, b);
}

function isStandard(module: string): boolean {
    return STANDARD.has(module.split('.', 1)[0] ?? '');
}

/** Modules of the standard library that tests import. */
const STANDARD: ReadonlySet<string> = new Set(
    (
        '__future__ abc argparse array ast asyncio atexit base64 bisect builtins calendar codecs collections ' +
        'concurrent configparser contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib ' +
        'dis email enum errno faulthandler fcntl filecmp fnmatch fractions functools gc getpass glob gzip ' +
        'hashlib heapq hmac html http imaplib importlib inspect io ipaddress itertools json linecache locale ' +
        'logging lzma marshal math mimetypes mmap multiprocessing numbers operator os pathlib pickle platform ' +
        'plistlib posix pprint pty pwd queue random re resource secrets select selectors shelve shlex shutil ' +
        'signal site smtplib socket socketserver sqlite3 ssl stat statistics string struct subprocess sys ' +
        'sysconfig syslog tempfile termios test textwrap threading time timeit tokenize traceback tracemalloc ' +
        'types typing unicodedata unittest urllib uuid venv warnings wave weakref xml xmlrpc zipfile zipimport ' +
        'zlib zoneinfo _thread'
    ).split(' '),
);
