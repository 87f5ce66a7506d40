/// The script of all pages. It makes pages more convenient; every page works without it.
enum Script {
    static let text = #"""
        "use strict";
        // Copy buttons, and fields that are selected whole.
        for (const field of document.querySelectorAll("[data-select]"))
          field.addEventListener("focus", () => getSelection().selectAllChildren(field));
        for (const button of document.querySelectorAll("[data-copy]")) {
          const field = document.getElementById(button.dataset.copy);
          if (!navigator.clipboard || !field) continue;
          const label = button.textContent;
          button.hidden = false;
          button.addEventListener("click", async () => {
            try {
              await navigator.clipboard.writeText(field.textContent);
              button.textContent = "Copied";
            } catch {
              field.focus();
              button.textContent = "Press Ctrl+C";
            }
            setTimeout(() => { button.textContent = label; }, 2500);
          });
        }
        // What a page shows once: loading it again asks for the page as it is then, and doesn't send a form another time.
        for (const part of document.querySelectorAll("[data-once]"))
          history.replaceState(null, "", part.dataset.once);
        // A form that sends itself after some seconds; anything the person does stops it, and so does coming back.
        const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
        for (const box of document.querySelectorAll(".countdown")) {
          const form = box.querySelector("form");
          const ticking = box.querySelector(".ticking");
          const waiting = box.querySelector(".waiting");
          const shown = box.querySelector("[data-seconds]");
          let left = Number(box.dataset.countdown);
          let timer = 0;
          const stop = () => { clearInterval(timer); if (ticking) ticking.hidden = true; };
          form.addEventListener("submit", () => { stop(); form.hidden = true; waiting.hidden = false; });
          if (!left) continue;
          timer = cameBack ? 0 : setInterval(() => {
            left -= 1;
            if (left > 0) { shown.textContent = left; return; }
            stop();
            form.requestSubmit();
          }, 1000);
          ticking.hidden = cameBack;
          for (const event of ["pointerdown", "keydown"])
            document.addEventListener(event, stop, { once: true });
        }
        // What may be made ready while the page is read. Nothing here needs the answer.
        for (const part of document.querySelectorAll("[data-prepare]"))
          fetch(part.dataset.prepare, {
            method: "POST", headers: { "Content-Type": "application/json" }, body: "{}", keepalive: true,
          }).catch(() => {});
        // A form is sent once; coming back to the page makes everything as it was.
        for (const form of document.forms)
          form.addEventListener("submit", event => {
            if (form.dataset.sent) { event.preventDefault(); return; }
            form.dataset.sent = "yes";
            for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
          });
        addEventListener("pageshow", event => {
          if (!event.persisted) return;
          for (const form of document.forms) {
            delete form.dataset.sent;
            form.hidden = false;
            for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
          }
          for (const box of document.querySelectorAll(".waiting")) box.hidden = true;
        });

        """#
}
