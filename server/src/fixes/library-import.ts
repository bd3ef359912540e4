/** Imports of libraries that are installed besides Python: always `from library import name`. */
import type { Body } from '../flow/timeline.ts';
import type { Expr } from '../syntax/ast.ts';
import { extendFrom, importLines, type Reference, reference } from './imports.ts';
import type { Place } from './place.ts';
import { nextLine } from './source.ts';

/**
 * How a function can name `member` of `from`; where it is not imported yet, the import joins those of the same
 * library.
 *
 * @param alias what it is called by custom, such as `EC`
 * @returns `undefined` where that name means something else
 */
export function libraryMember(
    place: Place,
    body: Body,
    from: string,
    member: string,
    alias?: string,
): Reference | undefined {
    const { module, facts, style } = place;
    const name = alias ?? member;
    const here: Expr = { kind: 'name', id: name, start: body.node.end, end: body.node.end };
    if (facts.resolver.lookup(name, body.scope)) {
        const origin = facts.resolver.origin(here, body.scope);
        return origin === `${from}.${member}` ? { text: name, edits: [] } : undefined;
    }
    const site = { module, resolver: facts.resolver, scope: body.scope, at: body.node.end, style };
    const seen = alias === undefined ? reference(site, from, member) : undefined;
    if (seen?.edits.length === 0) return seen;
    const lines = importLines(module);
    const line = lines.find(l => l.stmt.module === from && !l.stmt.wildcard);
    const extended = line && alias === undefined ? extendFrom(module.text, line, member) : undefined;
    if (extended) return { text: name, edits: [extended] };
    const statement = `from ${from} import ${member}${alias === undefined ? '' : ` as ${alias}`}`;
    const root = from.split('.', 1)[0];
    const peers = lines.filter(l => rootOf(l.stmt.module ?? l.stmt.names[0]?.name) === root);
    const last =
        peers.filter(l => l.stmt.module === undefined || l.stmt.module <= from).at(-1) ??
        lines.filter(l => !isRelative(l.stmt.module)).at(-1);
    if (!last) {
        const first = reference(site, from, member);
        return alias === undefined ? first : undefined;
    }
    const at = nextLine(module.text, last.end);
    const breaks = module.text.endsWith('\n') || at < module.text.length;
    const newText = breaks ? statement + style.newline : style.newline + statement;
    return { text: name, edits: [{ start: at, end: at, newText }] };
}

function rootOf(module: string | undefined): string | undefined {
    return module?.split('.', 1)[0];
}

function isRelative(module: string | undefined): boolean {
    return module?.startsWith('.') ?? false;
}
