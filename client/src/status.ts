/** The language status item: ready, busy, off, or failed with the reason and the way out. */
import { type DocumentSelector, LanguageStatusSeverity, languages, window } from 'vscode';
import type { Status } from '../../server/src/lsp/protocol.ts';

const SHOW_OUTPUT = { command: 'steady.showOutput', title: 'Show Output' };
const RESTART = { command: 'steady.restartServer', title: 'Restart Server' };

const TEXT: Readonly<Record<Status['state'], string>> = {
    ready: 'Steady',
    busy: 'Steady',
    off: 'Steady: off',
    failed: 'Steady: failed',
};

/** Shows the latest news about the server, or about the document in the active editor where there are any. */
export class StatusItem {
    readonly #item;
    readonly #editors;
    readonly #documents = new Map<string, Status>();
    #server: Status = { state: 'busy', message: '' };

    constructor(selector: DocumentSelector) {
        this.#item = languages.createLanguageStatusItem('steady.status', selector);
        this.#item.name = 'Steady';
        this.#editors = window.onDidChangeActiveTextEditor(() => this.#draw());
        this.#draw();
    }

    starting(): void {
        this.#documents.clear();
        this.show({ state: 'busy', message: 'Starting the server' });
    }

    /** The server answers; it may have said more about itself already. */
    running(): void {
        if (this.#server.state === 'busy') this.show({ state: 'ready', message: '' });
    }

    failed(reason: string): void {
        this.#documents.clear();
        this.show({ state: 'failed', message: reason });
    }

    show(news: Status): void {
        if (news.uri === undefined) this.#server = news;
        else if (news.state === 'ready' && news.message === '') this.#documents.delete(news.uri);
        else this.#documents.set(news.uri, news);
        this.#draw();
    }

    dispose(): void {
        this.#item.dispose();
        this.#editors.dispose();
    }

    #draw(): void {
        const active = window.activeTextEditor?.document.uri.toString();
        const news = (active === undefined ? undefined : this.#documents.get(active)) ?? this.#server;
        this.#item.text = TEXT[news.state];
        this.#item.detail = news.message;
        this.#item.busy = news.state === 'busy';
        this.#item.severity =
            news.state === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
        this.#item.command = news.state === 'failed' ? RESTART : SHOW_OUTPUT;
    }
}
