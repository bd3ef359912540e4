/** An administrator context, with everything that is done through it. */
import type { Severity } from '../../base/finding.ts';
import { contextFixes } from '../../fixes/privilege.ts';
import { type Handle, handlesIn } from '../../flow/handles.ts';
import type { OperationKind } from '../../flow/libraries/privileges.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { count, list } from '../wording.ts';

/** Files and tests that are about administration: there the privilege is the point. */
const ABOUT_PRIVILEGE =
    /polic(y|ies)|admin|quota|(^|[/_.])db([/_.]|$)|migration|rbac|role|privilege|permission|sqlalchemy/i;
const KINDS: readonly OperationKind[] = ['read', 'write', 'delete', 'administer', 'unknown'];

export const adminContext: Rule = {
    meta: {
        name: 'admin-context',
        family: 'privilege',
        summary: 'An administrator context is created where an ordinary one may do',
        severity: 'information',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports an administrator context that a test creates (`context.get_admin_context()` of the OpenStack services), once per handle, with every operation that the class and its helpers perform through it. A handle that only reads is a warning: it is the strongest evidence that the privilege is not needed.\n\nIn files and tests that are about policy, administration, quotas, databases or migrations it is a hint.',
            why: 'A test that runs as administrator passes even where an ordinary user would be refused. Missing permission checks stay unseen, and the privilege spreads by copying.',
            example: `from nova import context
from nova import objects


class TestDevices:
    def setUp(self):
        self.ctxt = context.get_admin_context()

    def test_devices(self):
        devices = objects.PciDeviceList.get_by_instance_uuid(self.ctxt, 'uuid')
        assert len(devices) == 1
`,
            useInstead: `from nova import context
from nova import objects


class TestDevices:
    def setUp(self):
        self.ctxt = context.RequestContext('fake-user', 'fake-project', is_admin=False)

    def test_devices(self):
        devices = objects.PciDeviceList.get_by_instance_uuid(self.ctxt, 'uuid')
        assert len(devices) == 1
`,
            configuration: 'Teams add their own calls: `privilege-handles = ["acme.auth.root_session"]`.',
            references: [
                {
                    title: 'CWE-250: Execution with Unnecessary Privileges',
                    url: 'https://cwe.mitre.org/data/definitions/250.html',
                },
            ],
        },
    },
    triggers: ['get_admin_context'],
    configuredTriggers: config => config.privilegeHandles.map(name => name.split('.').at(-1) ?? name),
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        for (const handle of handlesIn(timeline, context.facts, context.config.privilegeHandles))
            report(handle, context);
    },
};

function report(handle: Handle, context: RuleContext): void {
    const { operations, row } = handle;
    const { unit } = context;
    const named = handle.name ? `\`${handle.name}\`` : 'The value';
    const summary = summarise(handle);
    const kinds = new Set(operations.map(o => o.kind));
    const readOnly = operations.length > 0 && !handle.escapes && kinds.size === 1 && kinds.has('read');
    const about = ABOUT_PRIVILEGE.test(context.facts.module.path) || ABOUT_PRIVILEGE.test(unit.qualname);
    const severity: Severity = about ? 'hint' : readOnly ? 'warning' : 'information';
    context.report({
        at: handle.call.expr,
        severity,
        message: `${named} is ${row.what}; ${summary}${readOnly ? ': an ordinary context may do' : ''}`,
        confidence: readOnly ? 'high' : 'medium',
        fixes: () => contextFixes(handle, unit, context.facts, context.config),
        related: operations.slice(0, 20).map(o => ({
            span: o.call,
            unit: o.unit,
            message: `${o.kind === 'unknown' ? 'use' : o.kind}: \`${o.name}\``,
        })),
        explanation: {
            why: `${named} carries every right there is, so a missing permission check cannot fail this test. ${capitalise(summary)}.`,
            solution: row.ordinary
                ? `Use the library's ordinary context (\`${row.ordinary.name}(${row.ordinary.args})\`), or, if the privilege is the point of the test, say so: \`# steady: reviewed[admin-context] -- why\`.`
                : 'Use the least privileged handle that the operations need, or say why the privilege is the point: `# steady: reviewed[admin-context] -- why`.',
            evidence: auditTable(handle),
        },
    });
}

function summarise(handle: Handle): string {
    const { operations } = handle;
    if (operations.length === 0)
        return handle.escapes ? 'it is handed on' : 'nothing in this file is done through it';
    const parts = KINDS.flatMap(kind => {
        const n = operations.filter(o => o.kind === kind).length;
        if (n === 0) return [];
        const noun = {
            read: 'read',
            write: 'write',
            delete: 'deletion',
            administer: 'administrative call',
            unknown: 'other use',
        }[kind];
        return [count(n, noun)];
    });
    const names = [...new Set(operations.map(o => o.name.split('.').slice(-2).join('.')))];
    const shown = names.slice(0, 3).map(n => `\`${n}\``);
    return `done through it: ${list(parts)} (${shown.join(', ')}${names.length > 3 ? ', …' : ''})`;
}

function auditTable(handle: Handle): string {
    if (handle.operations.length === 0) return '';
    const rows = new Map<string, { kind: OperationKind; name: string; uses: number; where: Set<string> }>();
    for (const o of handle.operations) {
        const key = `${o.kind} ${o.name}`;
        const row = rows.get(key) ?? { kind: o.kind, name: o.name, uses: 0, where: new Set<string>() };
        row.uses++;
        row.where.add(o.unit.name);
        rows.set(key, row);
    }
    const lines = [...rows.values()].map(
        r => `| ${r.kind} | \`${r.name}\` | ${r.uses} | ${[...r.where].map(w => `\`${w}\``).join(', ')} |`,
    );
    return ['| access | operation | uses | in |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function capitalise(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
