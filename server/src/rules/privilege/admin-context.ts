/** An administrator context, with everything that is done through it. */
import type { Severity } from '../../base/finding.ts';
import { contextFixes } from '../../fixes/privilege.ts';
import { type Handle, handlesIn } from '../../flow/handles.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { quote } from '../wording.ts';
import { aboutPrivilege, aboutService, saysWhy } from './about.ts';
import { auditTable, isReadOnly, relatedOperations, summarise } from './audit-words.ts';
import { dropElevation } from './drop-elevation.ts';

export const adminContext: Rule = {
    meta: {
        name: 'admin-context',
        family: 'privilege',
        summary: 'An administrator context is created where an ordinary one may do',
        severity: 'information',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: "Reports an administrator context that a test creates or elevates: `context.get_admin_context()`, `ctxt.elevated()`, `RequestContext(…, is_admin=True)` of the OpenStack services, and the calls that the configuration names. One finding a handle, at the place where it is made, with every operation that is performed through it: in the function, in the class with its bases and subclasses in the file, in helpers that get it as an argument, in the callers of a helper or the users of a fixture that hands it out.\n\nA handle that only reads what belongs to projects is a warning: it is the strongest evidence that the privilege is not needed. In files and tests that are about policy, administration, quotas, databases or migrations it is a hint, else an information.\n\nSilent where the context is only an expected argument (`assert_called_with(ctxt.elevated())`), and where a fixture's administrator client is read.",
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
            configuration:
                'Teams add their own calls by qualified name or by the end of it: `privilege-handles = ["acme.auth.root_session"]`.',
            references: [
                {
                    title: 'CWE-250: Execution with Unnecessary Privileges',
                    url: 'https://cwe.mitre.org/data/definitions/250.html',
                },
                {
                    title: 'oslo.context: RequestContext',
                    url: 'https://docs.openstack.org/oslo.context/latest/reference/index.html',
                },
            ],
        },
    },
    triggers: ['get_admin_context', '.elevated', 'is_admin', 'Context('],
    // Of a `Context(…)` it takes the third argument, or the keyword.
    requires:
        /get_admin_context|\.elevated\b|is_admin\s*=\s*True|Context\((?:[^()]|\([^()]*\)){1,300}?,\s*True\b/,
    configuredTriggers: config => config.privilegeHandles.map(name => name.split('.').at(-1) ?? name),
    statements: true,
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        for (const handle of handlesIn(timeline, context.facts, context.config.privilegeHandles))
            report(handle, context);
    },
};

function report(handle: Handle, context: RuleContext): void {
    const { operations, row, call, again } = handle;
    const { unit, facts } = context;
    const named = handle.name ? `\`${handle.name}\`` : quote(unit.text.slice(call.expr.start, call.expr.end));
    const times = again.length > 0 ? `, made ${again.length + 1} times in \`${unit.name}\`` : '';
    const summary = summarise(handle);
    const severity = severityOf(handle, context);
    const isNeedless = severity === 'warning';
    const instead = row.ordinary
        ? `use the library's ordinary context (\`${row.ordinary.name}(${row.ordinary.args})\`)`
        : (row.instead ?? 'use the least privileged handle that the operations need');
    context.report({
        at: call.expr,
        severity,
        message: `${named} is ${row.what}${times}; ${summary}${isNeedless ? ': an ordinary context may do' : ''}`,
        confidence: isNeedless ? 'high' : 'medium',
        fixes: () => [...dropElevation(handle, unit), ...contextFixes(handle, unit, facts, context.config)],
        related: relatedOperations(operations),
        explanation: {
            why: `${named} carries rights that an ordinary user does not have, so a missing permission check cannot fail ${unit.role === 'test' ? 'this test' : 'a test that uses it'}. ${capitalise(summary)}.`,
            solution: `${capitalise(instead)}; or, if the privilege is the point of the test, say so: \`# steady: reviewed[admin-context] -- why\`.`,
            evidence: auditTable(operations),
        },
    });
}

/** Strong where the privilege is for nothing, weak where it is the point or where nobody checks it. */
function severityOf(handle: Handle, { unit, facts }: RuleContext): Severity {
    const { operations, escapes } = handle;
    if (aboutPrivilege(unit, facts) || aboutService(facts) || saysWhy(unit)) return 'hint';
    if (operations.length === 0) return escapes ? 'information' : 'hint';
    if (operations.every(o => o.internal || o.administrative || o.kind === 'administer')) return 'hint';
    return isReadOnly(handle) ? 'warning' : 'information';
}

function capitalise(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
