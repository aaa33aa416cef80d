/** The copy of Comlink that `@webcontainer/api` carries, without types of its own. */
declare module '*/@webcontainer/api/dist/vendor/index.js' {
  export const Comlink: {
    expose(object: object, port: MessagePort): void;
    proxy<T extends object>(object: T): T;
    transfer<T>(value: T, transfers: readonly ArrayBufferLike[]): T;
  };
}
