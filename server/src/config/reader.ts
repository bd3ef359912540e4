/** How configuration is read: from a disk, from an editor's virtual workspace, from a table in a test. */
export interface ConfigReader {
    /** The text of a file, or `undefined` where there is none that can be read. */
    readText(path: string): Promise<string | undefined>;
}

/** Asks `reader` only once for each path. */
export function cachedReader(reader: ConfigReader): ConfigReader {
    const known = new Map<string, Promise<string | undefined>>();
    return {
        readText(path) {
            let text = known.get(path);
            if (text === undefined) {
                text = reader.readText(path);
                known.set(path, text);
            }
            return text;
        },
    };
}
