import { assert } from 'chai';
import { closeAll, findingOf, hoverAt, open } from './editor.ts';

describe('The hover', () => {
    afterEach(closeAll);

    it('says why it matters and what to do, and not what the marker above it says', async () => {
        const { document } = await open('test_orders.py');
        const finding = await findingOf(document, 'sleep-as-sync');
        const text = await hoverAt(document, finding.range.start);
        assert.ok(!text.includes(finding.message), text);
        assert.match(text, /What to do/);
    });

    it('names the worker and the assertion that the sleep guesses about', async () => {
        const { document } = await open('test_orders.py');
        const finding = await findingOf(document, 'sleep-as-sync');
        const text = await hoverAt(document, finding.range.start);
        assert.match(text, /`thread`/);
        assert.match(`${finding.message}\n${text}`, /assert results == \[45\]/);
    });

    it("draws the interleaving that fails, in the code's own lines", async () => {
        const { document } = await open('test_counter.py');
        const finding = await findingOf(document, 'read-before-join');
        const text = await hoverAt(document, finding.range.start);
        assert.match(
            text,
            /assert counts == \[1\] +<-- reads before the write +\|\n +\| counts\.append\(1\)/,
        );
    });

    it('lists what is done through an administrator context', async () => {
        const { document } = await open('test_server_list.py');
        const finding = await findingOf(document, 'admin-context');
        assert.match(await hoverAt(document, finding.range.start), /get_by_filters/);
    });
});
