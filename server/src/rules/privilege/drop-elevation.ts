/** The fix where the privilege is one word of the call: it is left out. */

import type { FixPlan } from '../../fixes/edits.ts';
import type { Handle } from '../../flow/handles.ts';
import type { FunctionUnit } from '../../model/module.ts';

export function dropElevation({ row, call }: Handle, unit: FunctionUnit): FixPlan[] {
    const { expr } = call;
    if (row.drop === 'call' && expr.func.kind === 'attribute' && expr.args.length === 0) {
        const start = expr.func.value.end + unit.start;
        return [
            {
                kind: 'drop-elevation',
                title: 'Leave out `.elevated()` (unsafe: what needs the privilege will be refused)',
                applicability: 'unsafe',
                edits: [{ start, end: expr.end + unit.start, newText: '' }],
            },
        ];
    }
    const flag = expr.keywords.find(k => k.name === 'is_admin')?.value;
    if (row.drop !== 'flag' || flag?.kind !== 'constant') return [];
    return [
        {
            kind: 'drop-elevation',
            title: 'Set `is_admin=False` (unsafe: what needs the privilege will be refused)',
            applicability: 'unsafe',
            edits: [{ start: flag.start + unit.start, end: flag.end + unit.start, newText: 'False' }],
        },
    ];
}
