/** How the audit of a privileged handle is told: in a clause, as a table, as related places. */
import type { OperationKind } from '../../flow/libraries/privileges/operations.ts';
import type { Operation } from '../../flow/privileges/operations.ts';
import type { Draft } from '../rule.ts';
import { count, list } from '../wording.ts';

const KINDS: readonly OperationKind[] = ['read', 'write', 'delete', 'administer', 'unknown'];
const NOUNS: Readonly<Record<OperationKind, string>> = {
    read: 'read',
    write: 'write',
    delete: 'deletion',
    administer: 'administrative call',
    unknown: 'other use',
};
const MAX_RELATED = 20;
const MAX_NAMES = 3;
const MAX_PLACES = 4;

export interface Audited {
    readonly operations: readonly Operation[];
    readonly escapes: boolean;
}

/** Everything is known, and all of it is reading what belongs to projects. */
export function isReadOnly({ operations, escapes }: Audited): boolean {
    return operations.length > 0 && !escapes && operations.every(o => o.kind === 'read' && !o.administrative);
}

/** `done through it: 2 reads and 1 write (`a.b`, `c.d`)`. */
export function summarise({ operations, escapes }: Audited): string {
    if (operations.length === 0)
        return escapes ? 'it is handed on' : 'nothing in this file is done through it';
    const parts = KINDS.flatMap(kind => {
        const n = operations.filter(o => o.kind === kind).length;
        return n === 0 ? [] : [count(n, NOUNS[kind])];
    });
    const names = [...new Set(operations.map(o => shortName(o.name)))];
    const shown = names.slice(0, MAX_NAMES).map(n => `\`${n}\``);
    return `done through it: ${list(parts)} (${shown.join(', ')}${names.length > MAX_NAMES ? ', …' : ''})`;
}

function shortName(name: string): string {
    return name.split('.').slice(-2).join('.');
}

/** The audit as a Markdown table: what, how often, where. Empty without operations. */
export function auditTable(operations: readonly Operation[]): string {
    if (operations.length === 0) return '';
    const rows = new Map<string, { kind: OperationKind; name: string; uses: number; where: Set<string> }>();
    for (const o of operations) {
        const key = `${o.kind} ${o.name}`;
        const row = rows.get(key) ?? { kind: o.kind, name: o.name, uses: 0, where: new Set<string>() };
        row.uses++;
        row.where.add(o.unit.name === '' ? o.unit.qualname : o.unit.name);
        rows.set(key, row);
    }
    const sorted = [...rows.values()].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
    const lines = sorted.map(
        r =>
            `| ${r.kind === 'unknown' ? 'use' : r.kind} | \`${r.name}\` | ${r.uses} | ${places([...r.where])} |`,
    );
    return ['| access | operation | uses | in |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function places(names: readonly string[]): string {
    const shown = names.slice(0, MAX_PLACES).map(n => `\`${n}\``);
    const more = names.length - shown.length;
    return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function relatedOperations(operations: readonly Operation[]): NonNullable<Draft['related']> {
    return operations.slice(0, MAX_RELATED).map(o => ({
        span: o.call,
        unit: o.unit,
        message: `${o.kind === 'unknown' ? 'use' : o.kind}: \`${o.name}\``,
    }));
}
