console.log('b runs');
export const b = await new Promise<string>((resolve) => setTimeout(resolve, 2, 'b'));
