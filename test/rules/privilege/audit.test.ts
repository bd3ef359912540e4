/** The audit of a privileged handle as people see it, and the configuration that adds handles. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../server/src/engine.ts';
import { analyse, configOf, loadEngine, places } from '../../engine/support.ts';

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

const TEXT = `from nova import context, objects


class TestInstances:
    def setup_method(self):
        self.ctxt = context.get_admin_context()

    def test_list(self):
        assert objects.InstanceList.get_all(self.ctxt)
        assert objects.InstanceList.get_all(self.ctxt)

    def test_remove(self):
        objects.Instance.destroy(self.ctxt, 'id')
`;

describe('the audit', () => {
    it('is a table of every operation, how often and where', () => {
        const [finding] = analyse(engine, TEXT).findings;
        expect(finding?.explanation.evidence).toBe(
            [
                '| access | operation | uses | in |',
                '| --- | --- | --- | --- |',
                '| read | `objects.InstanceList.get_all` | 2 | `test_list` |',
                '| delete | `objects.Instance.destroy` | 1 | `test_remove` |',
            ].join('\n'),
        );
    });

    it('points to each operation as a related place', () => {
        const [finding] = analyse(engine, TEXT).findings;
        const related = finding?.related.map(r => `${r.range.start.line + 1} ${r.message}`);
        expect(related).toEqual([
            '9 read: `objects.InstanceList.get_all`',
            '10 read: `objects.InstanceList.get_all`',
            '13 delete: `objects.Instance.destroy`',
        ]);
    });
});

describe('handles from the configuration', () => {
    const text = `from acme import auth, orders
from acme.auth import root_session as root


def test_orders():
    session = auth.root_session()
    assert orders.list_orders(session)


def test_alias():
    assert orders.list_orders(root())


def test_ordinary():
    assert orders.list_orders(auth.session())
`;

    it('are found by their qualified name, aliases included', () => {
        const config = configOf({ privilegeHandles: ['acme.auth.root_session'] });
        const { findings } = analyse(engine, text, 'test_orders.py', config);
        expect(places(findings)).toEqual(['admin-context@6', 'admin-context@11']);
        expect(findings[0]?.message).toContain('`session` is a privileged handle; done through it: 1 read');
    });

    it('are found by the end of the qualified name', () => {
        const config = configOf({ privilegeHandles: ['auth.root_session'] });
        expect(places(analyse(engine, text, 'test_orders.py', config).findings)).toHaveLength(2);
    });

    it('are nothing special without it', () => {
        expect(places(analyse(engine, text, 'test_orders.py').findings)).toEqual([]);
    });
});

describe('the fixes', () => {
    const titles = (text: string) =>
        analyse(engine, text).findings.flatMap(f =>
            f.fixes.map(fix => `${fix.kind}: ${fix.edits[0]?.newText}`),
        );

    it('leave out the elevation', () => {
        const text =
            'from nova import objects\n\n\ndef test_a(ctxt):\n    objects.Instance.save_all(ctxt.elevated())\n';
        expect(titles(text)[0]).toBe('drop-elevation: ');
    });

    it('switch the flag off', () => {
        const text =
            "from nova import context, objects\n\n\ndef test_a():\n    ctxt = context.RequestContext('u', 'p', is_admin=True)\n    objects.Instance.save_all(ctxt)\n";
        expect(titles(text)[0]).toBe('drop-elevation: False');
    });
});
