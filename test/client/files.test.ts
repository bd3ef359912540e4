/** The files of a check: found by the editor's search where there is one, else by walking. */
import { beforeEach, expect, it, vi } from 'vitest';
import { pythonFiles } from '../../client/src/files.ts';

interface FakeUri {
    readonly scheme: string;
    readonly path: string;
}

const editor = vi.hoisted(() => ({
    found: [] as FakeUri[],
    asked: [] as unknown[],
    folders: {} as Record<string, [string, number][]>,
}));

vi.mock('vscode', () => ({
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    RelativePattern: class {
        constructor(
            readonly base: FakeUri,
            readonly pattern: string,
        ) {}
    },
    Uri: { joinPath: ({ scheme, path }: FakeUri, name: string) => ({ scheme, path: `${path}/${name}` }) },
    workspace: {
        findFiles: async (...asked: unknown[]) => {
            editor.asked.push(asked);
            return editor.found;
        },
        fs: { readDirectory: async ({ path }: FakeUri) => editor.folders[path] ?? [] },
    },
}));

const token = { isCancellationRequested: false } as Parameters<typeof pythonFiles>[1];
type Folders = Parameters<typeof pythonFiles>[0];
const folder = (scheme: string) =>
    [{ uri: { scheme, path: '/w' }, name: 'w', index: 0 }] as unknown as Folders;
const paths = async (scheme: string) => (await pythonFiles(folder(scheme), token)).map(({ path }) => path);

beforeEach(() => {
    editor.found = [];
    editor.asked = [];
    editor.folders = {
        '/w': [
            ['tests', 2],
            ['node_modules', 2],
            ['setup.py', 1],
            ['README.md', 1],
            ['loop', 2 | 64],
            ['linked.py', 1 | 64],
        ],
        '/w/tests': [['test_a.py', 1]],
        '/w/node_modules': [['test_b.py', 1]],
        '/w/loop': [['test_c.py', 1]],
    };
});

it('searches with the editor, and takes what it says', async () => {
    editor.found = [{ scheme: 'memfs', path: '/w/tests/test_x.py' }];
    expect(await paths('memfs')).toEqual(['/w/tests/test_x.py']);
    expect(editor.asked).toHaveLength(1);
});

it('walks a file system that cannot be searched, without entering links and what holds no tests', async () => {
    expect((await paths('memfs')).sort()).toEqual(['/w/linked.py', '/w/setup.py', '/w/tests/test_a.py']);
});

it('believes that a folder on the disk is empty', async () => {
    expect(await paths('file')).toEqual([]);
});

it('stops when it is told to', async () => {
    const stopped = { isCancellationRequested: true } as typeof token;
    expect(await pythonFiles(folder('memfs'), stopped)).toEqual([]);
});
