"""The pack as slides: native text, tables and charts of PowerPoint, on the company's own template or on ours."""
