/** The Python files of the workspace, listed once, when somebody asks for a check of all of them. */
import {
    type CancellationToken,
    FileType,
    RelativePattern,
    Uri,
    type WorkspaceFolder,
    workspace,
} from 'vscode';

/** More files than this are not even listed. */
export const MOST_LISTED = 100_000;
/** Folders that hold no tests of the project; the server looks closer, at `.gitignore` too. */
const NEVER_LISTED = ['node_modules', '__pycache__', '.git', '.hg', '.tox', '.nox', '.venv', 'venv'];

/** Rejects when a folder cannot be read; ends early, with what it has, when `token` is cancelled. */
export async function pythonFiles(
    folders: readonly WorkspaceFolder[],
    token: CancellationToken,
): Promise<Uri[]> {
    const lists = await Promise.all(
        folders.map(async ({ uri }) => {
            const found = await workspace.findFiles(
                new RelativePattern(uri, '**/*.py'),
                `**/{${NEVER_LISTED.join(',')}}/**`,
                MOST_LISTED,
                token,
            );
            // Not every virtual file system can be searched; every one can be walked.
            return found.length > 0 || uri.scheme === 'file' ? found : walked(uri, token);
        }),
    );
    return lists.flat().slice(0, MOST_LISTED);
}

async function walked(top: Uri, token: CancellationToken): Promise<Uri[]> {
    const files: Uri[] = [];
    const pending = [top];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
        if (token.isCancellationRequested || files.length >= MOST_LISTED) break;
        for (const [name, type] of await workspace.fs.readDirectory(folder)) {
            const uri = Uri.joinPath(folder, name);
            // A link to a folder may lead round in a circle.
            if (type === FileType.Directory && !NEVER_LISTED.includes(name)) pending.push(uri);
            else if (type !== FileType.Directory && name.endsWith('.py')) files.push(uri);
        }
    }
    return files;
}
