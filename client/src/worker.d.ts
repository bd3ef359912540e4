/** The part of a web worker that the client uses; the compiler's own library of browser types is not loaded. */
declare class Worker {
    constructor(url: string, options?: { readonly name?: string });
    terminate(): void;
}
