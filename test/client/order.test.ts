import { expect, it, vi } from 'vitest';
import type { Middleware } from 'vscode-languageclient';
import { openBeforeDiagnostics } from '../../client/src/order.ts';

vi.mock('vscode', () => ({ Uri: class {} }));

type Open = NonNullable<Middleware['didOpen']>;
type Provide = NonNullable<Middleware['provideDiagnostics']>;

const document = { uri: 'file:///test_a.py' } as unknown as Parameters<Open>[0];

/** Asks for the diagnostics of the document and notes when the request goes out. */
function ask(middleware: Middleware, events: string[]) {
    const next = () => {
        events.push('asked');
        return undefined;
    };
    return middleware.provideDiagnostics?.(document, undefined, {} as Parameters<Provide>[2], next);
}

it('asks for diagnostics only after the message that opens the document was sent', async () => {
    const middleware = openBeforeDiagnostics();
    const events: string[] = [];
    let send = () => {};
    const sent = new Promise<void>(resolve => {
        send = resolve;
    });
    const opening = middleware.didOpen?.(document, () => sent.then(() => void events.push('opened')));
    const asking = ask(middleware, events);
    send();
    await Promise.all([opening, asking]);
    expect(events).toEqual(['opened', 'asked']);
});

it('asks at once about a document that is open', async () => {
    const middleware = openBeforeDiagnostics();
    const events: string[] = [];
    await middleware.didOpen?.(document, async () => {});
    await ask(middleware, events);
    expect(events).toEqual(['asked']);
});
