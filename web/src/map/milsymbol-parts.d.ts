/** The package's parts, which `vite.config.ts` opens by an alias. */
declare module 'milsymbol/parts' {
  export const ms: typeof import('milsymbol') & { addIcons(icons: readonly unknown[]): void };
  export const letterair: unknown;
  export const letterground: unknown;
  export const lettersea: unknown;
  export const lettersubsurface: unknown;
}
