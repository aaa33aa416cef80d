declare module 'virtual:runtime-assets' {
  const assets: import('./assets.ts').RuntimeAssets;
  export default assets;
}
