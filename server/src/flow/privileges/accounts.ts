/** Accounts with every right: made in the test, borrowed from a fixture, or named as a role. */
import type { Span } from '../../base/text.ts';
import type { Expr } from '../../syntax/ast.ts';
import { dottedName, lastName, walkExpr } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import {
    ACCOUNT_CALLS,
    DATABASE_CONNECTS,
    DATABASE_SUPERUSERS,
    DATABASE_URL,
    FIXTURES,
    FLAGS,
    MAKERS,
    NO_ACCOUNT,
    ROLES,
} from '../libraries/privileges/accounts.ts';
import { LOOPBACK } from '../libraries/privileges/checks.ts';
import type { Call, Timeline } from '../timeline.ts';
import { type Audit, auditCall, auditParam } from './audit.ts';
import { textOf } from './surroundings.ts';
import { isExpectation } from './values.ts';

export interface PrivilegedAccount {
    readonly at: Span;
    /** What it is: `a superuser`. */
    readonly what: string;
    readonly audit: Audit;
    /** Edits relative to the unit that make it an ordinary account. */
    readonly ordinary: readonly (Span & { readonly newText: string })[];
    /** A database on the same machine. */
    readonly local: boolean;
    /** A role that is given, rather than an account that is used. */
    readonly isRole: boolean;
}

const NOTHING: Audit = { name: undefined, operations: [], escapes: false };

export function privilegedAccounts(timeline: Timeline, facts: FileFacts): PrivilegedAccount[] {
    const found = [...fromFixtures(timeline, facts)];
    const roles = new Set<string>();
    for (const call of timeline.calls) {
        if (isExpectation(call.expr, call.step, call.step.body)) continue;
        const account = made(call, timeline, facts) ?? connected(call, facts);
        if (account) found.push(account);
        for (const role of given(call)) {
            if (roles.has(role.what)) continue;
            roles.add(role.what);
            found.push(role);
        }
    }
    return [...found, ...flagged(timeline), ...named(timeline, roles)];
}

/** `User.objects.create_superuser(…)`, `UserFactory(is_staff=True)`. */
function made(call: Call, timeline: Timeline, facts: FileFacts): PrivilegedAccount | undefined {
    const { expr, name } = call;
    const maker = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
    if (maker !== undefined) {
        const at = expr.func.kind === 'attribute' ? expr.func.end - name.length : expr.func.start;
        const ordinary =
            expr.func.kind === 'attribute' && /^a?create_superuser$/.test(name)
                ? [{ start: at, end: expr.func.end, newText: name.replace('superuser', 'user') }]
                : [];
        return {
            at: expr,
            what: maker,
            audit: auditCall(call, timeline, facts),
            ordinary,
            local: false,
            isRole: false,
        };
    }
    if (
        name === 'call_command' &&
        expr.args[0]?.kind === 'string' &&
        expr.args[0].value === 'createsuperuser'
    )
        return { at: expr, what: 'a superuser', audit: NOTHING, ordinary: [], local: false, isRole: false };
    const callee = dottedName(expr.func) ?? name;
    if (!ACCOUNT_CALLS.test(name) || NO_ACCOUNT.test(name) || !takesUsers(callee)) return undefined;
    const flags = expr.keywords.filter(k => Object.hasOwn(FLAGS, k.name ?? '') && isTrue(k.value));
    const first = flags[0];
    if (!first) return undefined;
    return {
        at: expr,
        what: FLAGS[(flags.find(f => f.name === 'is_superuser') ?? first).name ?? ''] ?? 'an administrator',
        audit: auditCall(call, timeline, facts),
        ordinary: flags.map(f => ({ start: f.value.start, end: f.value.end, newText: 'False' })),
        local: false,
        isRole: false,
    };
}

/** `User.objects.create`, `baker.make(User, …)`: some word says that it is about users. */
function takesUsers(callee: string): boolean {
    return /user|account|member|person|people|profile|owner|staff|admin|principal|baker|factory/i.test(
        callee,
    );
}

/** `user.is_superuser = True`. */
function flagged(timeline: Timeline): PrivilegedAccount[] {
    const owners = new Set<string>();
    return timeline.bodies.flatMap(body =>
        body.steps.flatMap(({ stmt }): PrivilegedAccount[] => {
            if (stmt.kind !== 'assign' || !stmt.value || !isTrue(stmt.value)) return [];
            const target = stmt.targets[0];
            if (target?.kind !== 'attribute' || !Object.hasOwn(FLAGS, target.attr)) return [];
            const owner = dottedName(target.value) ?? '';
            // `mock_user.return_value.is_staff`, `request.is_admin`: no account.
            if (
                !/user|account|member|person|profile|owner|staff|author/i.test(owner) ||
                /mock|return_value/i.test(owner)
            )
                return [];
            if (owners.has(owner)) return [];
            owners.add(owner);
            const ordinary = [{ start: stmt.value.start, end: stmt.value.end, newText: 'False' }];
            return [
                {
                    at: stmt,
                    what: FLAGS[target.attr] ?? 'an administrator',
                    audit: { ...NOTHING, name: owner },
                    ordinary,
                    local: false,
                    isRole: false,
                },
            ];
        }),
    );
}

/** The fixtures of pytest-django, unless the file defines its own or a mock fills the parameter. */
function fromFixtures(timeline: Timeline, facts: FileFacts): PrivilegedAccount[] {
    const { unit, fn } = timeline;
    if (unit.role !== 'test' && unit.role !== 'fixture') return [];
    if (fn.decorators.some(d => /patch/.test(dottedName(d.kind === 'call' ? d.func : d) ?? ''))) return [];
    return fn.params.flatMap((param): PrivilegedAccount[] => {
        const what = Object.hasOwn(FIXTURES, param.name) ? FIXTURES[param.name] : undefined;
        if (what === undefined || facts.module.topLevel.has(param.name) || param.default) return [];
        return [
            {
                at: param,
                what,
                audit: auditParam(param.name, unit, facts),
                ordinary: [],
                local: false,
                isRole: false,
            },
        ];
    });
}

/** `psycopg2.connect(user='postgres')`, `create_engine('mysql://root@db/…')`. */
function connected(call: Call, facts: FileFacts): PrivilegedAccount | undefined {
    const { expr, origin, name } = call;
    const text = (e: Expr | undefined) => textOf(e, call.step.body.scope, facts);
    const base = { at: expr, audit: NOTHING, ordinary: [], isRole: false };
    if (origin !== undefined && DATABASE_CONNECTS.test(origin)) {
        const user = text(expr.keywords.find(k => k.name === 'user' || k.name === 'username')?.value);
        const dsn = text(expr.args[0]) ?? '';
        const inDsn = /(?:^|\s)user=(\w+)/.exec(dsn)?.[1];
        const superuser = user ?? inDsn;
        if (superuser === undefined || !DATABASE_SUPERUSERS.has(superuser)) return undefined;
        const host = text(expr.keywords.find(k => k.name === 'host')?.value) ?? dsn;
        const local =
            host === '' ||
            host.startsWith('/') ||
            LOOPBACK.test(host) ||
            !/host/.test(`${host} ${hasHost(call)}`);
        return { ...base, what: `the database superuser \`${superuser}\``, local };
    }
    if (!/^(create_(async_)?engine|connect|create_pool|Database|dj_database_url|parse)$/.test(name))
        return undefined;
    const match = DATABASE_URL.exec(text(expr.args[0]) ?? '');
    if (!match) return undefined;
    return {
        ...base,
        what: `the database superuser \`${match[4] ?? ''}\``,
        local: LOOPBACK.test(match[6] ?? ''),
    };
}

function hasHost(call: Call): string {
    return call.expr.keywords.some(k => k.name === 'host') ? 'host' : '';
}

/** A role in an argument: `attach_role_policy(PolicyArn='arn:aws:iam::aws:policy/AdministratorAccess')`. */
function given(call: Call): PrivilegedAccount[] {
    const { expr, name } = call;
    if (
        /^(assert|fail|expect|Mock|MagicMock|call$|print|parametrize|getenv|patch|isinstance|add_response)/.test(
            name,
        )
    )
        return [];
    const found: PrivilegedAccount[] = [];
    const args = [...expr.args, ...expr.keywords.map(k => k.value)];
    for (const arg of args) {
        walkExpr(arg, e => {
            if (e.kind !== 'string' || e.value === undefined) return;
            const role = ROLES.find(r => r.text.test(e.value ?? '') && (!r.in || r.in.test(name)));
            if (role)
                found.push({
                    at: e,
                    what: role.what,
                    audit: NOTHING,
                    ordinary: [],
                    local: role.local ?? false,
                    isRole: true,
                });
        });
    }
    return found;
}

/** A role in a constant or a table of settings. */
function named(timeline: Timeline, known: ReadonlySet<string>): PrivilegedAccount[] {
    return timeline.bodies.flatMap(body =>
        body.steps.flatMap(({ stmt }): PrivilegedAccount[] => {
            if (stmt.kind !== 'assign' || !stmt.value) return [];
            const { value } = stmt;
            if (/expect|want|result/i.test(stmt.targets.map(t => lastName(t) ?? '').join(' '))) return [];
            const found: PrivilegedAccount[] = [];
            const visit = (e: Expr): void => {
                if (e.kind === 'string') {
                    const role = ROLES.find(r => !r.in && r.text.test(e.value ?? ''));
                    if (role && !known.has(role.what))
                        found.push({
                            at: e,
                            what: role.what,
                            audit: NOTHING,
                            ordinary: [],
                            local: false,
                            isRole: true,
                        });
                } else if (e.kind === 'dict') for (const entry of e.entries) visit(entry.value);
                else if (e.kind === 'list' || e.kind === 'tuple') for (const item of e.items) visit(item);
            };
            visit(value);
            return found.slice(0, 1);
        }),
    );
}

function isTrue(expr: Expr): boolean {
    return expr.kind === 'constant' && expr.value === true;
}
