import { describe, expect, it } from 'vitest';
import { checkExecution, checkFix, crlf, findingsOf, fixed, kindsOf, parses } from './support.ts';

const BEFORE = `from nova import context
from nova import objects


class TestDevices:
    def setup_method(self):
        self.ctxt = context.get_admin_context()

    def test_devices(self):
        assert objects.DeviceList.get_all(self.ctxt) == ['gpu']
`;
const rule = 'admin-context';

describe('An administrator context', () => {
    it("becomes the library's ordinary one", () => {
        const after = BEFORE.replace(
            'self.ctxt = context.get_admin_context()',
            "self.ctxt = context.RequestContext(\n            'fake-user', 'fake-project', is_admin=False)",
        );
        checkFix(BEFORE, after, { rule });
        checkFix(crlf(BEFORE), crlf(after), { rule });
    });

    it("is written with the file's alias and quotes", () => {
        const before = BEFORE.replace('import context', 'import context as ctx')
            .replace('context.get', 'ctx.get')
            .replaceAll("'", '"');
        expect(fixed(before)).toContain(
            'ctx.RequestContext(\n            "fake-user", "fake-project", is_admin=False)\n',
        );
    });

    it('keeps keyword arguments', () => {
        const before = BEFORE.replace('get_admin_context()', "get_admin_context(read_deleted='yes')");
        expect(fixed(before)).toContain("is_admin=False, read_deleted='yes')");
    });

    it('is imported instead of the other where nothing else uses that', () => {
        const before = BEFORE.replace(
            'from nova import context\n',
            'from nova.context import get_admin_context\n',
        ).replace('context.get_admin_context()', 'get_admin_context()');
        checkFix(
            before,
            before
                .replace('import get_admin_context', 'import RequestContext')
                .replace(
                    'get_admin_context()',
                    "RequestContext('fake-user', 'fake-project', is_admin=False)",
                ),
            { rule },
        );
    });

    it('is imported beside the other where that is still used', () => {
        const before = `${BEFORE.replace('from nova import context\n', 'from nova.context import get_admin_context\n').replace('context.get_admin_context()', 'get_admin_context()')}
    def test_admin(self):
        assert get_admin_context().is_admin
`;
        expect(fixed(before)).toContain('from nova.context import RequestContext, get_admin_context\n');
    });

    it('that is made anew for each use becomes ordinary everywhere', () => {
        const before = `from nova.context import get_admin_context
from nova import objects


def test_devices():
    assert objects.DeviceList.get_all(get_admin_context()) == []
    assert objects.NodeList.get_all(get_admin_context()) == []
`;
        const after = fixed(before, { rule });
        expect(after).toContain('from nova.context import RequestContext\n');
        expect(after).not.toContain('get_admin_context');
    });

    it('of neutron becomes a Context', () => {
        const before = BEFORE.replace('from nova import context', 'from neutron_lib import context');
        expect(fixed(before)).toContain(
            "context.Context(\n            'fake-user', 'fake-project', is_admin=False)\n",
        );
    });

    it('with positional arguments stays: they mean something else in the other constructor', () => {
        expect(kindsOf(BEFORE.replace('get_admin_context()', "get_admin_context('yes')"))).toEqual([
            'reviewed',
        ]);
    });

    it('can be marked as reviewed, for a person to say why', () => {
        const [finding] = findingsOf(BEFORE, { rule });
        expect(finding?.fixes.map(f => f.applicability)).toEqual(['unsafe', 'display']);
        const after = fixed(BEFORE, { rule, kind: 'reviewed' });
        expect(after).toContain('get_admin_context()  # steady: reviewed[admin-context] -- \n');
        expect(parses(after)).toBe(true);
        expect(findingsOf(after, { rule })).toEqual([]);
    });
});

describe('Run under pytest, a test with the ordinary context', { timeout: 60_000 }, () => {
    const nova = {
        'nova/__init__.py': '',
        'nova/context.py': `class RequestContext:
    def __init__(self, user_id=None, project_id=None, is_admin=None, read_deleted='no'):
        self.is_admin = bool(is_admin)


def get_admin_context(read_deleted='no'):
    return RequestContext(is_admin=True, read_deleted=read_deleted)
`,
        'nova/objects.py': `class DeviceList:
    @staticmethod
    def get_all(ctxt):
        return ['gpu']
`,
    };

    it('passes twenty times where the product only reads, and fails where it refuses', () => {
        checkExecution(BEFORE, {
            rule,
            files: nova,
            mutation: ["return ['gpu']", "return ['gpu'] if ctxt.is_admin else []"],
        });
    });
});
