/** Names for what a fix adds: they collide with nothing that is visible or hidden by them. */
import type { Timeline } from '../flow/timeline.ts';
import type { ModuleModel } from '../model/module.ts';
import type { Expr } from '../syntax/ast.ts';
import { ownExprs, walkBlock, walkExpr } from '../syntax/walk.ts';

/** Every name that a function binds or reads, and every name of the module. */
export function namesIn(timeline: Timeline, module: ModuleModel): Set<string> {
    const names = new Set(module.scope.bindings.keys());
    for (const { scope } of timeline.bodies) {
        for (const name of scope.bindings.keys()) names.add(name);
        for (const name of scope.outer) names.add(name);
    }
    const visit = (e: Expr): void => {
        if (e.kind === 'name') names.add(e.id);
        if (e.kind === 'named') names.add(e.target);
    };
    walkBlock(timeline.fn.body, stmt => {
        for (const expr of ownExprs(stmt)) walkExpr(expr, visit);
        return undefined;
    });
    return names;
}

/** `base`, or `base_2`, `base_3` and so on; the name counts as taken from then on. */
export function freshName(base: string, taken: Set<string>): string {
    const stem = KEYWORDS.has(base) ? `${base}_` : base;
    let name = stem;
    for (let n = 2; taken.has(name); n++) name = `${stem}_${n}`;
    taken.add(name);
    return name;
}

/** `getInProgress` and `HTTPServer` as Python spells variables. */
export function snakeCase(name: string): string {
    return name
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
        .toLowerCase()
        .replace(/\W+/g, '_')
        .replace(/^_+|_+$/g, '');
}

const KEYWORDS: ReadonlySet<string> = new Set(
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False'.split(
        ' ',
    ),
);
