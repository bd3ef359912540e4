import { assert } from 'chai';
import type { TextDocument } from 'vscode';
import { actionsAt, apply, closeAll, findingOf, findings, open } from './editor.ts';

/** Applies the fix, waits until its finding has gone, and returns the new text. */
async function fixed(document: TextDocument, rule: string, title: RegExp): Promise<string> {
    const finding = await findingOf(document, rule);
    await apply(document, finding, title);
    await findings(document, `no ${rule}`, rules => !rules.includes(rule));
    return document.getText();
}

describe('Quick fixes', () => {
    afterEach(closeAll);

    it('turn a sleep after a thread start into a wait on an Event that the worker sets', async () => {
        const { document } = await open('test_orders.py');
        const text = await fixed(document, 'sleep-as-sync', /event/i);
        assert.notMatch(text, /time\.sleep/);
        assert.match(
            text,
            /threading\.Event\(\)[\s\S]*\.set\(\)[\s\S]*thread\.start\(\)\s+assert \w+\.wait\(/,
        );
    });

    it('turn a sleep before an assertion into a bounded poll on what it asserts', async () => {
        const { document } = await open('test_report.py');
        const text = await fixed(document, 'sleep-as-sync', /poll/i);
        assert.notMatch(text, /time\.sleep\(2\)/);
        assert.match(text, /time\.monotonic\(\)/);
        assert.match(text, /while not report\.exists\(\)/);
    });

    it('turn a pair of injected delays into a handshake', async () => {
        const { document } = await open('test_order_race.py');
        const text = await fixed(document, 'injected-delay', /handshake/i);
        assert.notMatch(text, /time\.sleep/);
        assert.match(text, /threading\.Event\(\)/);
        assert.match(text, /\.wait\(/);
        assert.match(text, /\.set\(\)/);
    });

    it('turn an administrator context into an ordinary one', async () => {
        const { document } = await open('test_server_list.py');
        const text = await fixed(document, 'admin-context', /ordinary|RequestContext|least/i);
        assert.notMatch(text, /get_admin_context/);
        assert.match(text, /context\.RequestContext\(/);
    });

    it('say in their titles that they may change behaviour, and none of those is preferred', async () => {
        const { document } = await open('test_orders.py');
        const actions = await actionsAt(document, await findingOf(document, 'sleep-as-sync'));
        const unsafe = actions.filter(({ title }) => /unsafe/.test(title));
        assert.ok(unsafe.length > 0, actions.map(({ title }) => title).join(' | '));
        for (const { title, isPreferred } of unsafe) assert.ok(!isPreferred, `${title} is preferred`);
    });

    it('silence one line from the menu', async () => {
        const { document } = await open('test_orders.py');
        const text = await fixed(document, 'sleep-as-sync', /Disable sleep-as-sync for this line/);
        assert.match(text, /time\.sleep\(0\.5\) {2}# steady: ignore\[sleep-as-sync\]/);
    });
});
