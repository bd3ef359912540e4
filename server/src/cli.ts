/** Entry point of the command line. */
import { main } from './cli/main.ts';

main(process.argv.slice(2)).then(code => {
    // Not process.exit(): what is still being written must reach its reader.
    process.exitCode = code;
});
