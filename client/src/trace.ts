/** The channel for the messages between client and server. */
import { EventEmitter, LogLevel, type LogOutputChannel, window, workspace } from 'vscode';

/**
 * A channel that traces as soon as `steady.trace.server` says so. The client library by itself also wants the
 * channel's log level set to Trace, a second switch in another place that nobody finds.
 */
export function traceChannel(): LogOutputChannel {
    const channel = window.createOutputChannel('Steady Trace', { log: true });
    const level = (): LogLevel => (isTracing() ? LogLevel.Trace : channel.logLevel);
    const changed = new EventEmitter<LogLevel>();
    const listeners = [
        changed,
        channel.onDidChangeLogLevel(() => changed.fire(level())),
        workspace.onDidChangeConfiguration(event => {
            if (event.affectsConfiguration('steady.trace.server')) changed.fire(level());
        }),
    ];
    const tracing: LogOutputChannel = Object.create(channel, {
        logLevel: { get: level },
        onDidChangeLogLevel: { value: changed.event },
        trace: { value: (message: string) => (isTracing() ? channel.info(message) : channel.trace(message)) },
        dispose: {
            value: () => {
                for (const listener of listeners) listener.dispose();
                channel.dispose();
            },
        },
    });
    return tracing;
}

function isTracing(): boolean {
    return workspace.getConfiguration('steady').get('trace.server', 'off') !== 'off';
}
