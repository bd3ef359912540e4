/** Standard output and error of the process, and what can go wrong with them. */

/** What a command needs of the world; tests run the real one. */
export interface Streams {
    /** Prints a result. */
    out(text: string): void;
    /** Prints one line for the person at the terminal, prefixed with the program's name. */
    complain(message: string): void;
    readonly colour: boolean;
    /** Columns of the terminal, or a good width for a file. */
    readonly width: number;
}

/**
 * The process's own streams. A reader that goes away (`steady check | head`) is no error: what was left to
 * print is dropped, and the exit code stays what the check found.
 */
export function processStreams(colour: boolean | undefined): Streams {
    let closed = false;
    for (const stream of [process.stdout, process.stderr]) {
        stream.on('error', (error: NodeJS.ErrnoException) => {
            if (error.code !== 'EPIPE') throw error;
            closed = true;
        });
    }
    return {
        out(text) {
            if (!closed) process.stdout.write(text);
        },
        complain(message) {
            process.stderr.write(`steady: ${message}\n`);
        },
        colour: colour ?? wantsColour(),
        width: process.stdout.columns || 100,
    };
}

/** The conventions of no-color.org and force-color.org, then whether a person is looking. */
function wantsColour(): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
    if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
    if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
    return process.stdout.isTTY === true && TERM !== 'dumb';
}
