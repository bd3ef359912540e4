/** Entry point of the command line, and of its worker threads: one file, so that nothing is bundled twice. */
import { isMainThread } from 'node:worker_threads';
import { main } from './cli/main.ts';
import { serveBatches } from './cli/worker.ts';

if (isMainThread) {
    main(process.argv.slice(2)).then(code => {
        // Not process.exit(): what is still being written must reach its reader.
        process.exitCode = code;
    });
} else {
    // An engine that cannot start ends the thread with its error, which the pool reports.
    void serveBatches();
}
