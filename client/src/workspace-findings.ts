/** Shows what a check of the workspace found in a file as long as no tab shows the file's live findings. */
import {
    type Diagnostic,
    type Disposable,
    languages,
    TabInputText,
    TabInputTextDiff,
    type Uri,
    window,
} from 'vscode';
import type { Middleware } from 'vscode-languageclient';

/**
 * The client library asks for the diagnostics of a document while it has a tab, and forgets them when the tab
 * closes; the document itself may stay open long after. So tabs decide, not documents.
 */
export class WorkspaceFindings implements Disposable {
    readonly #shown = languages.createDiagnosticCollection('steady-workspace');
    readonly #found = new Map<string, { readonly uri: Uri; readonly diagnostics: Diagnostic[] }>();
    readonly #tabs = window.tabGroups.onDidChangeTabs(() => this.#show());

    readonly middleware: Middleware = {
        handleDiagnostics: (uri, diagnostics, next) => {
            // What is wrong in a configuration file is shown wherever that file is.
            if (!uri.path.endsWith('.py')) {
                next(uri, diagnostics);
                return;
            }
            if (diagnostics.length === 0) this.#found.delete(uri.toString());
            else this.#found.set(uri.toString(), { uri, diagnostics });
            this.#shown.set(uri, inTabs().has(uri.toString()) ? [] : diagnostics);
        },
    };

    /** The server that found it is gone. */
    clear(): void {
        this.#found.clear();
        this.#shown.clear();
    }

    dispose(): void {
        this.#tabs.dispose();
        this.#shown.dispose();
    }

    #show(): void {
        const open = inTabs();
        for (const [key, { uri, diagnostics }] of this.#found) {
            const wanted = open.has(key) ? [] : diagnostics;
            if ((this.#shown.get(uri)?.length ?? 0) !== wanted.length) this.#shown.set(uri, wanted);
        }
    }
}

/** The addresses of the files that some tab shows as text. */
function inTabs(): Set<string> {
    const inputs = window.tabGroups.all.flatMap(group => group.tabs).map(({ input }) => input);
    return new Set(
        inputs.flatMap(input => {
            if (input instanceof TabInputText) return [input.uri.toString()];
            if (input instanceof TabInputTextDiff) return [input.modified.toString()];
            return [];
        }),
    );
}
