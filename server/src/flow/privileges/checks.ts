/** Places where a test switches a check off. */
import type { Span } from '../../base/text.ts';
import type { CallExpr, Expr, FunctionStmt, Stmt } from '../../syntax/ast.ts';
import { dottedName, lastName, walkBlock } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import {
    AUTH_DEPENDENCY,
    CALLS,
    type CheckKind,
    GLOBAL_DEFAULTS,
    SWITCHES,
    type SwitchRow,
} from '../libraries/privileges/checks.ts';
import type { Body, Call, Timeline } from '../timeline.ts';
import { eachExpr, textOf } from './surroundings.ts';
import { isExpectation } from './values.ts';

export interface DisabledCheck {
    readonly kind: CheckKind;
    readonly at: Span;
    /** A clause: `switches certificate checks off with `verify=False``. */
    readonly how: string;
    /** The address that the call goes to, as far as it is certain. */
    readonly url: string | undefined;
    /** Equal for switches of one object, which are one finding. */
    readonly key: string;
    /** Names by which a mock would replace the call. */
    readonly names: readonly string[];
    /** Only a part of the check, or only for one test's application. */
    readonly partial?: true;
}

export function disabledChecks(timeline: Timeline, facts: FileFacts): DisabledCheck[] {
    const found: DisabledCheck[] = [];
    for (const call of timeline.calls) {
        if (isExpectation(call.expr, call.step, call.step.body) || /(^|_)Mock$|^call$/.test(call.name))
            continue;
        found.push(...inCall(call, facts));
    }
    for (const body of timeline.bodies) {
        for (const { stmt } of body.steps) found.push(...inAssignment(stmt, body, facts));
    }
    // A class inside a function, or the body of a class that is a unit of its own.
    walkBlock(timeline.fn.body, stmt => {
        if (stmt.kind !== 'class') return undefined;
        for (const member of stmt.body) found.push(...inAssignment(member, timeline.root, facts));
        return undefined;
    });
    found.push(...inSettings(timeline.fn), ...inDecorators(timeline.fn));
    return found;
}

function inCall(call: Call, facts: FileFacts): DisabledCheck[] {
    const { expr, origin, name } = call;
    const callee = dottedName(expr.func) ?? name;
    const base = { names: [name, ...(origin ? [origin] : [])], url: urlOf(call, facts) };
    const found: DisabledCheck[] = [];
    for (const keyword of expr.keywords) {
        const row = SWITCHES.find(
            r =>
                r.name.test(keyword.name ?? '') &&
                isValue(keyword.value, r.value) &&
                (r.on.test(callee) || (origin !== undefined && r.on.test(origin))),
        );
        if (!row || isSettings(name)) continue;
        const how = `\`${keyword.name}=${shown(keyword.value)}\``;
        found.push({ ...base, kind: row.kind, at: keyword, how, key: `${row.kind} ${expr.start}` });
    }
    const row = CALLS.find(r => r.origin.test(origin ?? callee));
    if (row) found.push({ ...base, kind: row.kind, at: expr, how: `\`${callee}\``, key: `${expr.start}` });
    const rules = policyRules(expr, name, callee);
    if (rules) found.push({ ...base, kind: 'policy', at: expr, key: `${expr.start}`, ...rules });
    if (/(^|\.)jwt\.decode$/.test(origin ?? callee) && skipsSignature(expr)) {
        const how = 'a token decoded without its signature';
        found.push({ ...base, kind: 'signature', at: expr, how, key: `${expr.start}`, partial: true });
    }
    const option = expr.args.concat(
        expr.args.flatMap(a => (a.kind === 'list' || a.kind === 'tuple' ? a.items : [])),
    );
    const ssh = option.find(a => a.kind === 'string' && /StrictHostKeyChecking[= ]no/i.test(a.value ?? ''));
    if (ssh && !/^(append|extend|assert)/.test(name))
        found.push({
            ...base,
            kind: 'host-key',
            at: ssh,
            how: '`StrictHostKeyChecking=no`',
            key: `${expr.start}`,
        });
    return found;
}

/** Settings are looked at as dicts and keywords in one place. */
function isSettings(name: string): boolean {
    return /^(dict|Mock|MagicMock|namedtuple|SimpleNamespace)$/.test(name) || /^assert/.test(name);
}

function inAssignment(stmt: Stmt, body: Body, facts: FileFacts): DisabledCheck[] {
    if (stmt.kind !== 'assign' || !stmt.value) return [];
    const { value } = stmt;
    return stmt.targets.flatMap((target): DisabledCheck[] => {
        const base = { at: stmt, url: undefined, names: [] };
        const dependency = overriddenDependency(target);
        if (dependency !== undefined) {
            const how = `\`${dependency}\` overridden`;
            return [{ ...base, kind: 'login', how, key: `dependency ${dependency}`, partial: true }];
        }
        const name = switchName(target);
        if (name === undefined) return [];
        const owner = target.kind === 'attribute' ? (dottedName(target.value) ?? '') : '';
        const origin = target.kind === 'attribute' ? facts.resolver.origin(target, body.scope) : undefined;
        if (origin !== undefined && GLOBAL_DEFAULTS.test(origin))
            return [
                {
                    ...base,
                    kind: 'certificate',
                    how: `\`${origin}\` replaced for the whole process`,
                    key: origin,
                },
            ];
        const ownerOrigin =
            target.kind === 'attribute' ? (facts.resolver.origin(target.value, body.scope) ?? '') : '';
        const row = SWITCHES.find(r => r.name.test(name) && isValue(value, r.value));
        if (!row) return [];
        if (target.kind === 'attribute' && !row.on.test(owner) && !row.on.test(ownerOrigin.replace('()', '')))
            return [];
        // A bare name counts where it is a setting or a class attribute, not a local variable.
        if (target.kind === 'name' && !/^[A-Z_]+$|_classes$/.test(name)) return [];
        // For a server, not asking for the client's certificate is the rule.
        if (row.kind === 'certificate' && isServerSide(target, ownerOrigin, body)) return [];
        const how = `\`${name} = ${shown(value)}\``;
        const key = row.kind === 'certificate' ? `certificate ${owner}` : `${row.kind} ${name}`;
        return [{ ...base, kind: row.kind, how, key }];
    });
}

/** `app.config['WTF_CSRF_ENABLED']` and `ctx.verify_mode`: the last name. */
function switchName(target: Expr): string | undefined {
    if (target.kind === 'subscript') {
        const key = target.indices[0];
        return key?.kind === 'string' ? key.value : undefined;
    }
    return lastName(target);
}

/** `app.dependency_overrides[get_current_user]`: the dependency, if it is one that says who asks. */
function overriddenDependency(target: Expr): string | undefined {
    if (target.kind !== 'subscript' || lastName(target.value) !== 'dependency_overrides') return undefined;
    const key = target.indices[0];
    const name = key && dottedName(key);
    return name !== undefined && AUTH_DEPENDENCY.test(name) ? name : undefined;
}

function isServerSide(target: Expr, ownerOrigin: string, body: Body): boolean {
    if (target.kind !== 'attribute') return false;
    const owner = target.value.kind === 'name' ? target.value.id : (lastName(target.value) ?? '');
    if (/server|listen/i.test(owner) || /server/i.test(ownerOrigin)) return true;
    const bindings = body.scope.bindings.get(owner) ?? [];
    return bindings.some(
        b =>
            b.kind === 'assign' &&
            b.value.kind === 'call' &&
            b.value.args.some(a => /TLS_SERVER|CLIENT_AUTH/.test(lastName(a) ?? '')),
    );
}

/** `{'WTF_CSRF_ENABLED': False}`: settings as a dict. */
function inSettings(fn: FunctionStmt): DisabledCheck[] {
    const found: DisabledCheck[] = [];
    eachExpr(fn, (expr, stmt) => {
        if (expr.kind !== 'dict' || stmt.kind === 'assert') return;
        for (const { key, value } of expr.entries) {
            if (key?.kind !== 'string' || key.value === undefined) continue;
            const name = key.value;
            const row = SWITCHES.find(
                r => r.name.test(name) && /^[A-Z_]+$|^acceptInsecure/.test(name) && isValue(value, r.value),
            );
            if (!row) continue;
            const how = `\`'${name}': ${shown(value)}\``;
            found.push({
                kind: row.kind,
                at: { start: key.start, end: value.end },
                how,
                url: undefined,
                key: `${row.kind} ${name}`,
                names: [],
            });
        }
    });
    return found;
}

/** `@permission_classes([])` and `@csrf_exempt`. */
function inDecorators(fn: FunctionStmt): DisabledCheck[] {
    const found: DisabledCheck[] = [];
    const decorators = [...fn.decorators];
    walkBlock(fn.body, stmt => {
        if (stmt.kind === 'function' || stmt.kind === 'class') decorators.push(...stmt.decorators);
        return undefined;
    });
    for (const at of decorators) {
        const name = lastName(at.kind === 'call' ? at.func : at) ?? '';
        const base = { at, url: undefined, names: [], key: `${at.start}` };
        if (name === 'csrf_exempt') found.push({ ...base, kind: 'csrf', how: '`@csrf_exempt`' });
        const argument = at.kind === 'call' ? at.args[0] : undefined;
        if (/^(permission|authentication)_classes$/.test(name) && argument && isValue(argument, 'empty'))
            found.push({ ...base, kind: 'permission', how: `\`@${name}(${shown(argument)})\`` });
    }
    return found;
}

/** `policy.set_rules({})`, and rules that everybody passes (`@`, the empty rule). */
function policyRules(
    expr: CallExpr,
    name: string,
    callee: string,
): Pick<DisabledCheck, 'how' | 'partial'> | undefined {
    if (name !== 'set_rules' || !/polic|enforcer/i.test(callee)) return undefined;
    let rules = expr.args[0];
    while (rules?.kind === 'call') rules = rules.args[0];
    if (rules?.kind !== 'dict') return undefined;
    if (rules.entries.length === 0) return { how: 'the policy is emptied' };
    const open = rules.entries.every(
        e => e.value.kind === 'string' && (e.value.value === '@' || e.value.value === ''),
    );
    if (!open) return undefined;
    return { how: 'rules that everybody passes', partial: true };
}

function skipsSignature(call: CallExpr): boolean {
    return call.keywords.some(({ name, value }) => {
        if (name === 'verify') return isValue(value, 'false');
        if (name !== 'options' || value.kind !== 'dict') return false;
        return value.entries.some(
            e => e.key?.kind === 'string' && e.key.value === 'verify_signature' && isValue(e.value, 'false'),
        );
    });
}

function isValue(expr: Expr, wanted: SwitchRow['value']): boolean {
    switch (wanted) {
        case 'false':
            return expr.kind === 'constant' && expr.value === false;
        case 'true':
            return expr.kind === 'constant' && expr.value === true;
        case 'none':
            return expr.kind === 'constant' && expr.value === null;
        case 'cert-none':
            return lastName(expr) === 'CERT_NONE' || (expr.kind === 'string' && expr.value === 'CERT_NONE');
        case 'empty':
            if (expr.kind !== 'list' && expr.kind !== 'tuple') return false;
            return expr.items.every(i => lastName(i) === 'AllowAny');
    }
}

function urlOf(call: Call, facts: FileFacts): string | undefined {
    const { args, keywords } = call.expr;
    for (const arg of [
        keywords.find(k => /^(base_)?url$|^host/.test(k.name ?? ''))?.value,
        args[0],
        args[1],
    ]) {
        const text = textOf(arg, call.step.body.scope, facts);
        if (text?.includes('://') || /^[\w.-]+\.\w+$/.test(text ?? '')) return text;
    }
    return undefined;
}

function shown(expr: Expr): string {
    if (expr.kind === 'constant')
        return expr.value === true ? 'True' : expr.value === false ? 'False' : 'None';
    if (expr.kind === 'list' || expr.kind === 'tuple') {
        const items = expr.items.map(i => lastName(i) ?? '…').join(', ');
        return expr.kind === 'list' ? `[${items}]` : `(${items})`;
    }
    return dottedName(expr) ?? (expr.kind === 'string' ? `'${expr.value}'` : '…');
}
