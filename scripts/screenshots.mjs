/**
 * Takes the pictures of docs/images from the real editor, driving the page as a person would: opens an example,
 * rests the pointer on a squiggle, opens the light bulb's menu.
 *
 *     node scripts/screenshots.mjs [folder for the pictures]
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorkbench } from '../test/e2e/host/workbench.mjs';
import { unpack } from '../test/e2e/vsix.mjs';
import { packageExtension } from './package.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODIFIER = process.platform === 'darwin' ? 'Meta' : 'Control';

/** What the pictures are about: a test of the bundled example that starts a thread and sleeps until it may be done. */
const EXAMPLE = join(ROOT, 'examples');
const FILE = 'tests/test_sale_race.py';
const SLEEP = 'time.sleep(0.5)';
/** Where the same file explains a race that it reproduces. */
const RACE = '# Inject some sleeps';
/** A test that reads what a thread may not have written yet. */
const RACING = 'tests/test_counter.py';
const READ = 'assert counts';

/** The editor with nothing around it that draws attention from the code. */
const SETTINGS = {
    'workbench.colorTheme': 'Default Dark Modern',
    'workbench.activityBar.location': 'hidden',
    'workbench.statusBar.visible': false,
    'workbench.layoutControl.enabled': false,
    'workbench.navigationControl.enabled': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.editor.editorActionsLocation': 'hidden',
    'workbench.editor.empty.hint': 'hidden',
    'window.commandCenter': false,
    'window.customTitleBarVisibility': 'never',
    'window.menuBarVisibility': 'hidden',
    'breadcrumbs.enabled': false,
    'editor.minimap.enabled': false,
    'editor.fontSize': 14,
    'editor.lineHeight': 1.5,
    'editor.renderLineHighlight': 'none',
    'editor.guides.indentation': false,
    'editor.hover.delay': 100,
    'editor.hover.above': false,
    'workbench.reduceMotion': 'on',
    'editor.lightbulb.enabled': 'on',
    'editor.occurrencesHighlight': 'off',
    'editor.selectionHighlight': false,
    'editor.stickyScroll.enabled': false,
    'editor.matchBrackets': 'never',
    'editor.bracketPairColorization.enabled': false,
    'problems.defaultViewMode': 'tree',
};

/**
 * The number of the line that holds a text, from one.
 *
 * @param {string} file
 * @param {string} text
 */
function lineOf(file, text) {
    const index = readFileSync(file, 'utf8')
        .split('\n')
        .findIndex(line => line.includes(text));
    if (index < 0)
        throw new Error(`${file} does not contain ${text} any more; say in this script what to show.`);
    return index + 1;
}

/** @param {string} into */
async function takePictures(into) {
    const scratch = mkdtempSync(join(tmpdir(), 'steady-pictures-'));
    const line = lineOf(join(EXAMPLE, FILE), SLEEP);
    const workspace = join(scratch, 'example');
    cpSync(EXAMPLE, workspace, { recursive: true });
    cpSync(join(ROOT, 'test/e2e/workspace', basename(RACING)), join(workspace, RACING));
    const { path } = await packageExtension(scratch);
    const extension = await unpack(path, scratch);
    const { page, close } = await openWorkbench({
        workspace,
        extension,
        settings: SETTINGS,
        window: { width: 1200, height: 860, scale: 2 },
    });
    const picture = name => page.screenshot({ path: join(into, `${name}.png`) });
    try {
        await page.locator('.monaco-workbench').waitFor();
        await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
        await page.keyboard.press(`${MODIFIER}+B`);
        await open(page, FILE, line - 4);
        await page.locator('.squiggly-warning').first().waitFor({ timeout: 60_000 });
        const sleep = page.locator('.view-line', { hasText: SLEEP }).first();
        const bulb = page
            .locator('.monaco-editor')
            .locator('.codicon-light-bulb, .codicon-gutter-lightbulb')
            .first();

        await page.keyboard.press(`${MODIFIER}+Shift+M`);
        await page.locator('.markers-panel .monaco-list-row').first().waitFor();
        await drag(page, page.locator('.monaco-sash.horizontal:not(.disabled)').last(), 30);
        await sleep.click();
        await page.keyboard.press('Home');
        await bulb.waitFor();
        await picture('squiggles');

        await page.keyboard.press(`${MODIFIER}+J`);
        // Room below the line for all of the hover.
        for (let lines = 0; lines < 10; lines += 1) await page.keyboard.press(`${MODIFIER}+ArrowDown`);
        await unfoldHover(page, sleep.getByText('sleep'));
        await picture('hover');

        await page.keyboard.press('Escape');
        await sleep.click();
        await page.keyboard.press('Home');
        await bulb.waitFor();
        await page.keyboard.press(`${MODIFIER}+.`);
        await page.locator('.action-widget .monaco-list-row').first().waitFor();
        await picture('quick-fix');

        await page.keyboard.press('Escape');
        await open(page, FILE, lineOf(join(EXAMPLE, FILE), RACE));
        for (let lines = 0; lines < 14; lines += 1) await page.keyboard.press(`${MODIFIER}+ArrowDown`);
        await unfoldHover(page, page.getByText(RACE).last());
        await picture('race-on-purpose');

        await page.keyboard.press('Escape');
        await open(page, RACING, 1);
        await unfoldHover(
            page,
            page.locator('.view-line', { hasText: READ }).first().getByText('counts').last(),
        );
        await picture('interleaving');
    } catch (error) {
        await picture('failed');
        throw error;
    } finally {
        await close();
        rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    }
}

/**
 * Opens a file of the workspace at a line.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} file
 * @param {number} line
 */
async function open(page, file, line) {
    await page.keyboard.press(`${MODIFIER}+P`);
    await page.locator('.quick-input-widget input').fill(`${file}:${line}`);
    await page
        .locator('.quick-input-list .monaco-list-row', { hasText: basename(file) })
        .first()
        .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: basename(file) }).waitFor();
}

/**
 * Rests the pointer on a finding. The hover shows some lines and scrolls; its edges are dragged to see all of it.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} place
 */
async function unfoldHover(page, place) {
    await page.locator('.squiggly-warning, .squiggly-info').first().waitFor({ timeout: 60_000 });
    await place.hover();
    const hover = page.locator('.monaco-resizable-hover').filter({ hasText: 'What to do' }).first();
    await hover.waitFor();
    const hidden = await hover
        .locator('.monaco-scrollable-element > *')
        .first()
        .evaluate(content => content.scrollHeight - content.clientHeight);
    await drag(page, hover.locator('.monaco-sash.horizontal:not(.disabled)').last(), hidden + 8);
}

/**
 * Drags something down by a number of pixels.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} handle
 * @param {number} pixels
 */
async function drag(page, handle, pixels) {
    const box = await handle.boundingBox();
    if (box === null) throw new Error(`Nothing to drag at ${handle}.`);
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + pixels, { steps: 5 });
    await page.mouse.up();
}

const into = resolve(process.argv[2] ?? join(ROOT, 'docs', 'images'));
mkdirSync(into, { recursive: true });
await takePictures(into);
