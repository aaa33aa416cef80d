declare module 'virtual:runtime-assets' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- an import statement would end the ambient module
  const assets: import('./assets.ts').RuntimeAssets;
  export default assets;
}
