"use strict";
// Elements are made with text alone: nothing of a document is ever taken for markup.

const $ = (id) => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function counted(number, one) {
  return `${number} ${number === 1 ? one : one + "s"}`;
}

async function fetched(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer. Is 'headwise serve' still running?");
  }
  if (response.ok) return response;
  let message = response.statusText;
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    message = body.message || body.detail?.map?.((one) => one.msg).join("; ") || body.detail || message;
  } catch {
    message = text || message;
  }
  throw new Error(message);
}

const json = async (path, options) => (await fetched(path, options)).json();
