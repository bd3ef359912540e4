/** What the server needs from the world that it runs in; Node and the web worker each bring their own. */
import type { Engine } from '../engine.ts';
import type { Traffic } from './gate.ts';
import type { InitializationOptions } from './protocol.ts';

export interface Host {
    /** The version of the package, for `serverInfo`. */
    readonly version: string;
    readonly traffic: Traffic;
    /** Loads the engine; called once, as soon as the client has introduced itself. */
    createEngine(options: InitializationOptions): Promise<Engine>;
    /** Whether this host sees the file system that `uri` is on; otherwise the client is asked. */
    canRead(uri: string): boolean;
    /** The text of a file, or `undefined` where there is none that can be read. Never rejects. */
    readFile(uri: string): Promise<string | undefined>;
}
