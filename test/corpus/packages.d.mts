export declare const PACKAGES: readonly string[];
export declare function cacheFolder(): string;
export declare function corpusFolder(): string;
export declare function ensureCorpus(packages?: readonly string[]): string;
