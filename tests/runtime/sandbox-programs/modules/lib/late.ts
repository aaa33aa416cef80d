console.log('late runs');
export default () => 'đến muộn';
export let count = 0;
count += 1;
