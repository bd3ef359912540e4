import { beforeEach, expect, it, vi } from 'vitest';
import { StatusItem } from '../../client/src/status.ts';

const editor = vi.hoisted(() => ({
    item: { text: '', detail: '', busy: false, severity: -1, command: { title: '' }, dispose() {} },
    active: 'file:///test_a.py',
    activated: () => {},
}));

vi.mock('vscode', () => ({
    LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
    languages: { createLanguageStatusItem: () => editor.item },
    window: {
        get activeTextEditor() {
            return { document: { uri: editor.active } };
        },
        onDidChangeActiveTextEditor(listener: () => void) {
            editor.activated = listener;
            return { dispose() {} };
        },
    },
}));

let status: StatusItem;
beforeEach(() => {
    editor.active = 'file:///test_a.py';
    status = new StatusItem([]);
});

it('is busy while the server starts and ready when it answers', () => {
    status.starting();
    expect(editor.item).toMatchObject({ busy: true, detail: 'Starting the server' });
    status.running();
    expect(editor.item).toMatchObject({ busy: false, text: 'Steady' });
});

it('shows why the server failed and offers to restart it', () => {
    status.failed('The server has stopped.');
    expect(editor.item).toMatchObject({
        text: 'Steady: failed',
        detail: 'The server has stopped.',
        severity: 2,
    });
    expect(editor.item.command.title).toBe('Restart Server');
});

it('shows what is true of the document in the active editor, not of others', () => {
    status.running();
    status.show({ state: 'off', message: 'Switched off.', uri: 'file:///test_b.py' });
    expect(editor.item.text).toBe('Steady');
    editor.active = 'file:///test_b.py';
    editor.activated();
    expect(editor.item).toMatchObject({ text: 'Steady: off', detail: 'Switched off.' });
});

it('forgets what was true of documents when the server starts anew', () => {
    status.show({ state: 'off', message: 'Switched off.', uri: 'file:///test_a.py' });
    status.starting();
    status.running();
    expect(editor.item).toMatchObject({ text: 'Steady', detail: '' });
});
