/**
 * Stands between the transport and the library and keeps what the protocol promises but the library does
 * not: nothing before `initialize`, nothing after `shutdown`, an answer to everything that is malformed. It
 * also sees messages as they arrive, before they are dispatched, so it knows which work is already stale.
 */
import {
    type DataCallback,
    ErrorCodes,
    type Message,
    type MessageReader,
    type MessageWriter,
} from 'vscode-languageserver';

type Phase = 'new' | 'running' | 'shut down';

/** What has arrived, whether or not it has been dispatched. */
export interface Traffic {
    /** Whether a change of this document newer than `version` has arrived, or that it was closed. */
    isSuperseded(uri: string, version: number): boolean;
    /** Whether the client has asked for shutdown: the exit code depends on it. */
    readonly shutdownReceived: boolean;
}

export interface Gate {
    readonly reader: MessageReader;
    readonly writer: MessageWriter;
    readonly traffic: Traffic;
    /** Answers bytes that were not a message at all. */
    rejectUnreadable(reason: string): void;
}

/**
 * Wraps a reader so that only well-formed messages in the right phase come through; what is refused is
 * answered on `writer`.
 */
export function createGate(source: MessageReader, writer: MessageWriter): Gate {
    const latest = new Map<string, number>();
    let phase: Phase = 'new';

    const refuse = (id: unknown, code: number, message: string) => {
        const answer = { jsonrpc: '2.0', id: isId(id) ? id : null, error: { code, message } };
        void writer.write(answer as Message).catch(() => undefined);
    };

    /** Whether the message may pass; one that may not and wants an answer has been answered. */
    const admit = (message: unknown): boolean => {
        if (!isRecord(message)) {
            refuse(
                null,
                ErrorCodes.InvalidRequest,
                'A message must be a JSON object; batches are not supported.',
            );
            return false;
        }
        const { id, method, params } = message;
        if (typeof method !== 'string') return admitResponse(message);
        // Some clients write "none" in these ways.
        if (params === null || (Array.isArray(params) && params.length === 0)) {
            delete message.params;
        } else if (params !== undefined && !isRecord(params)) {
            if ('id' in message)
                refuse(id, ErrorCodes.InvalidParams, `"params" of ${method} must be an object.`);
            return false;
        }
        return 'id' in message ? admitRequest(id, method, params) : admitNotification(method, params);
    };

    const admitResponse = (message: Record<string, unknown>): boolean => {
        // An answer is never answered: two peers that did would not come to an end.
        if ('result' in message || 'error' in message) return isId(message.id);
        refuse(message.id, ErrorCodes.InvalidRequest, 'A message must have a "method", or a "result".');
        return false;
    };

    const admitRequest = (id: unknown, method: string, params: unknown): boolean => {
        if (!isId(id)) {
            refuse(null, ErrorCodes.InvalidRequest, `The "id" of ${method} must be a number or a string.`);
            return false;
        }
        if (phase === 'shut down') {
            refuse(
                id,
                ErrorCodes.InvalidRequest,
                `The server is shutting down; ${method} is no longer answered.`,
            );
            return false;
        }
        if (method === 'initialize') {
            if (phase === 'running') {
                refuse(id, ErrorCodes.InvalidRequest, 'The server is already initialised.');
                return false;
            }
            if (!isRecord(params) || !isRecord(params.capabilities)) {
                refuse(id, ErrorCodes.InvalidParams, 'initialize needs the capabilities of the client.');
                return false;
            }
            phase = 'running';
            return true;
        }
        if (phase === 'new') {
            refuse(id, ErrorCodes.ServerNotInitialized, `${method} came before initialize.`);
            return false;
        }
        if (method === 'shutdown') phase = 'shut down';
        return true;
    };

    const admitNotification = (method: string, params: unknown): boolean => {
        if (method === 'exit') return true;
        if (phase !== 'running') return false;
        if (method === '$/cancelRequest') return isRecord(params) && isId(params.id);
        note(method, params);
        return true;
    };

    const note = (method: string, params: unknown) => {
        if (!method.startsWith('textDocument/did') || !isRecord(params) || !isRecord(params.textDocument))
            return;
        const { uri, version } = params.textDocument;
        if (typeof uri !== 'string') return;
        if (method === 'textDocument/didClose') latest.delete(uri);
        else if (typeof version === 'number') latest.set(uri, version);
        else if (method === 'textDocument/didOpen') latest.set(uri, 0);
    };

    const reader: MessageReader = {
        onError: source.onError,
        onClose: source.onClose,
        onPartialMessage: source.onPartialMessage,
        listen: (callback: DataCallback) =>
            source.listen(message => {
                if (admit(message)) callback(message);
            }),
        dispose: () => source.dispose(),
    };
    return {
        reader,
        writer,
        traffic: {
            isSuperseded: (uri, version) => (latest.get(uri) ?? Number.POSITIVE_INFINITY) > version,
            get shutdownReceived() {
                return phase === 'shut down';
            },
        },
        rejectUnreadable: reason => refuse(null, ErrorCodes.ParseError, reason),
    };
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string | number {
    return typeof value === 'string' || typeof value === 'number';
}
