/** `/labs/<slug>.json`: what the lab's island fetches (type `Lab`). */
import type { APIRoute } from 'astro';
import { course } from 'virtual:course';
import type { Lab } from '../../lesson/lab.ts';

export const getStaticPaths = () =>
  course.lessons.flatMap(({ lab }) => (lab ? [{ params: { slug: lab.slug }, props: { lab } }] : []));

export const GET: APIRoute<{ lab: Lab }> = ({ props }) =>
  new Response(JSON.stringify(props.lab), { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
