/** Where a test contacts the process that it has started, read from the first connection behind the start. */
import type { Call, Step } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { type Place, sourceOf } from '../place.ts';

/** Host and port as Python expressions. */
export interface Address {
    readonly host: string;
    readonly port: string;
    /** Both as the test names them. */
    readonly pair?: string;
}

const CONNECTS = /^(connect|connect_ex|create_connection)$/;
const OPENS = /^(open_connection|HTTPConnection)$/;
const REQUESTS = /^(urlopen|get|post|put|delete|head|request|ServerProxy)$/;

/** The address of the first contact in the given steps. */
export function contactedAddress(steps: readonly Step[], place: Place): Address | undefined {
    for (const { calls } of steps) {
        for (const call of calls) {
            const address = addressOf(call, place);
            if (address) return address;
        }
    }
    return undefined;
}

function addressOf({ name, expr }: Call, place: Place): Address | undefined {
    const [first, second] = expr.args;
    if (!first) return undefined;
    if (CONNECTS.test(name)) {
        const pair = meantBy(first, place);
        const [host, port] = pair.kind === 'tuple' ? pair.items : [];
        if (!host || !port) return undefined;
        const named = sourceOf(place, first);
        return pair === first
            ? simple(host, port, place)
            : { host: `${named}[0]`, port: `${named}[1]`, pair: named };
    }
    if (OPENS.test(name)) {
        if (second) return simple(first, second, place);
        return first.kind === 'string' ? inAuthority(first.value ?? '', name) : undefined;
    }
    return REQUESTS.test(name) ? inUrl(first, place) : undefined;
}

/** What a name stands for, if that is said once; the place of that may be outside the function. */
export function meantBy(expr: Expr, { facts, timeline }: Place): Expr {
    if (expr.kind !== 'name') return expr;
    const bindings = facts.resolver.lookup(expr.id, timeline.root.scope)?.bindings;
    const [only] = bindings ?? [];
    return bindings?.length === 1 && only?.kind === 'assign' ? only.value : expr;
}

function simple(host: Expr, port: Expr, place: Place): Address | undefined {
    const isPlain = (e: Expr) => /^(name|attribute|string|number)$/.test(e.kind);
    if (!isPlain(host) || !isPlain(port)) return undefined;
    return { host: sourceOf(place, host), port: sourceOf(place, port) };
}

const URL = /^(?:[a-z]+):\/\/([\w.-]+)(?::(\d+))?(?:[/?#]|$)/;
const STANDARD_PORTS: Readonly<Record<string, string>> = { 'http:': '80', https: '443' };

function inUrl(url: Expr, place: Place): Address | undefined {
    const string = meantBy(url, place);
    if (string.kind !== 'string') return undefined;
    if (string.value !== undefined) {
        const found = URL.exec(string.value);
        const port = found?.[2] ?? STANDARD_PORTS[string.value.slice(0, 5)];
        return found?.[1] && port !== undefined ? { host: quotedIn(found[1], place), port } : undefined;
    }
    // f'http://127.0.0.1:{port}/': the pieces are names, and stand where the test can see them.
    if (string !== url) return undefined;
    const found = /^[fF]['"][a-z]+:\/\/([\w.-]+|\{[\w.]+\}):(\d+|\{[\w.]+\})(?:[/?#'"])/.exec(
        sourceOf(place, url),
    );
    if (!found?.[1] || !found[2]) return undefined;
    const host = found[1].startsWith('{') ? found[1].slice(1, -1) : quotedIn(found[1], place);
    return { host, port: found[2].replace(/[{}]/g, '') };
}

/** `HTTPConnection('127.0.0.1:9000')`. */
function inAuthority(authority: string, name: string): Address | undefined {
    const [host, port] = authority.split(':');
    if (name !== 'HTTPConnection' || !host || !/^[\w.-]+$/.test(host)) return undefined;
    return /^\d+$/.test(port ?? '80') ? { host: `'${host}'`, port: port ?? '80' } : undefined;
}

function quotedIn(host: string, { style }: Place): string {
    return style.quote + host + style.quote;
}
