console.log('leaf');
export const x = 41;
export default 3;
